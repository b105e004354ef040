using System.Reflection.Emit;
using HgmVm.Bytecode;
using HgmVm.Linking;

namespace HgmVm.Compiled;

/// <summary>What one eight-byte slot of a frame is as an IL local: registers of references take two or three of
/// them.</summary>
internal enum WordType : byte
{
    I32,
    I64,
    F32,
    F64,
    Pointer,
}

/// <summary>How words are typed, loaded and stored in IL.</summary>
internal static class WordTypes
{
    private static readonly WordType[] s_ref = [WordType.Pointer, WordType.I64];
    private static readonly WordType[] s_borrow = [WordType.Pointer, WordType.Pointer, WordType.I64];

    /// <summary>The words of a register or value, in slot order.</summary>
    public static ReadOnlySpan<WordType> Of(LinkedType type) => type.Kind switch
    {
        ValueKind.I32 => [WordType.I32],
        ValueKind.I64 => [WordType.I64],
        ValueKind.F32 => [WordType.F32],
        ValueKind.F64 => [WordType.F64],
        ValueKind.Ref => s_ref,
        ValueKind.Borrow => s_borrow,
        _ => [WordType.Pointer],
    };

    /// <summary>The type of the IL local or argument.</summary>
    public static Type Clr(this WordType type) => type switch
    {
        WordType.I32 => typeof(int),
        WordType.I64 => typeof(long),
        WordType.F32 => typeof(float),
        WordType.F64 => typeof(double),
        _ => typeof(nint),
    };

    public static OpCode LoadIndirect(this WordType type) => type switch
    {
        WordType.I32 => OpCodes.Ldind_I4,
        WordType.I64 => OpCodes.Ldind_I8,
        WordType.F32 => OpCodes.Ldind_R4,
        WordType.F64 => OpCodes.Ldind_R8,
        _ => OpCodes.Ldind_I,
    };

    public static OpCode StoreIndirect(this WordType type) => type switch
    {
        WordType.I32 => OpCodes.Stind_I4,
        WordType.I64 => OpCodes.Stind_I8,
        WordType.F32 => OpCodes.Stind_R4,
        WordType.F64 => OpCodes.Stind_R8,
        _ => OpCodes.Stind_I,
    };
}
