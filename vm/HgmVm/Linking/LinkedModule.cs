using HgmVm.Bytecode;
using HgmVm.Verification;

namespace HgmVm.Linking;

/// <summary>A module of a program: its own tables translated to those of the program.</summary>
internal sealed class LinkedModule(VerifiedModule verified, Mode mode)
{
    public VerifiedModule Verified { get; } = verified;

    public Module Module => Verified.Module;

    /// <summary>The mode its code runs in, after options and permissions.</summary>
    public Mode Mode { get; } = mode;

    /// <summary>For each struct that asks for a mode: the one it gets.</summary>
    public Dictionary<int, Mode> StructModes { get; } = [];

    /// <summary>True when registers of the module may ask for fast mode.</summary>
    public bool MayUseFast { get; init; }

    /// <summary>For each struct of the module: the program's type id.</summary>
    public int[] StructIds { get; } = new int[verified.Module.Structs.Count];

    /// <summary>For each heap type of the module: the program's type id.</summary>
    public int[] TypeIds { get; } = new int[verified.Module.HeapTypes.Count];

    /// <summary>For each signature of the module: its number in the program.</summary>
    public int[] SignatureIds { get; } = new int[verified.Module.Signatures.Count];

    /// <summary>For each signature of the module: the program's.</summary>
    public LinkedSignature[] Signatures { get; } = new LinkedSignature[verified.Module.Signatures.Count];

    /// <summary>For each function of the module: the program's.</summary>
    public LinkedFunction[] Functions { get; } = new LinkedFunction[verified.Module.Functions.Count];

    /// <summary>A type of this module, as the program sees it.</summary>
    public LinkedType Link(Bytecode.ValueType type) => type.Kind switch
    {
        ValueKind.Function => new LinkedType(type.Kind, SignatureIds[type.Index]),
        _ when type.NamesHeapType => new LinkedType(type.Kind, TypeIds[type.Index]),
        _ => new LinkedType(type.Kind),
    };
}
