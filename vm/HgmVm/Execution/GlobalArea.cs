using System.Runtime.InteropServices;
using HgmVm.Bytecode;
using HgmVm.Linking;

namespace HgmVm.Execution;

/// <summary>The global variables of all modules: 16 bytes each in native memory.</summary>
internal sealed unsafe class GlobalArea : IDisposable
{
    private const int BytesEach = 16;

    private readonly Dictionary<LinkedModule, int> _first = [];
    private readonly byte* _memory;

    public GlobalArea(LinkedProgram program)
    {
        int count = 0;
        foreach (LinkedModule module in program.Modules)
        {
            _first[module] = count;
            count += module.Module.Globals.Count;
        }
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(1, count), BytesEach);
        foreach (LinkedModule module in program.Modules)
            for (int i = 0; i < module.Module.Globals.Count; i++)
                *(ulong*)Address(module, i) = module.Module.Globals[i].InitialBits;
    }

    public byte* Address(LinkedModule module, int index) => _memory + (_first[module] + index) * BytesEach;

    /// <summary>Addresses of the global variables that own or constrain something, in reverse order of
    /// declaration.</summary>
    public IEnumerable<(nint Address, ValueKind Kind)> LinearGlobals(LinkedProgram program)
    {
        foreach (LinkedModule module in program.Modules)
        {
            List<GlobalDefinition> globals = module.Module.Globals;
            for (int i = globals.Count - 1; i >= 0; i--)
                if (globals[i].Type.IsLinear) yield return (AddressOf(module, i), globals[i].Type.Kind);
        }
    }

    public void Dispose() => NativeMemory.Free(_memory);

    private nint AddressOf(LinkedModule module, int index) => (nint)Address(module, index);
}
