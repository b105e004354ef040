using HgmVm.Bytecode;
using HgmVm.Hosting;

namespace HgmVm.Linking;

/// <summary>A function of a program: local to one of its modules, or the host's.</summary>
internal sealed class LinkedFunction
{
    public required LinkedModule Module { get; init; }

    public required FunctionDefinition Definition { get; init; }

    /// <summary>Index into the program's functions.</summary>
    public required int Number { get; init; }

    /// <summary>Index into the functions of its module.</summary>
    public required int IndexInModule { get; init; }

    public required LinkedSignature Signature { get; init; }

    /// <summary>The host's implementation, when the host provides it.</summary>
    public HostBinding? Host { get; init; }

    /// <summary>Name with its module, for stack traces.</summary>
    public string QualifiedName => $"{Module.Module.Name}.{Definition.Name}";

    /// <summary>The mode of a step that uses a register: the register's own, its struct's, or the module's.</summary>
    public Mode ModeOf(int register)
    {
        RegisterDefinition definition = Definition.Registers[register];
        if (definition.Mode is { } own) return own == Mode.Fast && !Module.MayUseFast ? Mode.Normal : own;
        if (definition.Type.IsReference && Module.Module.HeapTypes[definition.Type.Index] is { IsArray: false } type
            && Module.StructModes.TryGetValue(type.StructIndex, out Mode mode)) return mode;
        return Module.Mode;
    }
}
