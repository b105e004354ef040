using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Lowering;

/// <summary>Which executable load and store a field or element of some kind takes, plain and checked. The one list of
/// them.</summary>
internal static class MemoryForms
{
    /// <summary>The field load for a kind; the checked form goes through a <c>ref</c>.</summary>
    public static Opcode Load(ValueKind kind, bool isChecked) => kind switch
    {
        ValueKind.I8 => isChecked ? Opcode.Ld8SRef : Opcode.Ld8SOwn,
        ValueKind.U8 or ValueKind.Bool => isChecked ? Opcode.Ld8URef : Opcode.Ld8UOwn,
        ValueKind.I16 => isChecked ? Opcode.Ld16SRef : Opcode.Ld16SOwn,
        ValueKind.U16 => isChecked ? Opcode.Ld16URef : Opcode.Ld16UOwn,
        ValueKind.I32 or ValueKind.U32 or ValueKind.F32 => isChecked ? Opcode.Ld32Ref : Opcode.Ld32Own,
        ValueKind.Ref => isChecked ? Opcode.LdRefRef : Opcode.LdRefOwn,
        _ => isChecked ? Opcode.Ld64Ref : Opcode.Ld64Own,
    };

    /// <summary>The field store for a kind.</summary>
    public static Opcode Store(ValueKind kind, bool isChecked) => kind switch
    {
        ValueKind.I8 or ValueKind.U8 => isChecked ? Opcode.St8Ref : Opcode.St8Own,
        ValueKind.Bool => isChecked ? Opcode.StBoolRef : Opcode.StBoolOwn,
        ValueKind.I16 or ValueKind.U16 => isChecked ? Opcode.St16Ref : Opcode.St16Own,
        ValueKind.I32 or ValueKind.U32 or ValueKind.F32 => isChecked ? Opcode.St32Ref : Opcode.St32Own,
        ValueKind.Ref => isChecked ? Opcode.StRefRef : Opcode.StRefOwn,
        _ => isChecked ? Opcode.St64Ref : Opcode.St64Own,
    };

    /// <summary>The element load for a kind.</summary>
    public static Opcode ArrayLoad(ValueKind kind, bool isChecked) => kind switch
    {
        ValueKind.I8 => isChecked ? Opcode.ArrayLd8SRef : Opcode.ArrayLd8SOwn,
        ValueKind.U8 or ValueKind.Bool => isChecked ? Opcode.ArrayLd8URef : Opcode.ArrayLd8UOwn,
        ValueKind.I16 => isChecked ? Opcode.ArrayLd16SRef : Opcode.ArrayLd16SOwn,
        ValueKind.U16 => isChecked ? Opcode.ArrayLd16URef : Opcode.ArrayLd16UOwn,
        ValueKind.I32 or ValueKind.U32 or ValueKind.F32 => isChecked ? Opcode.ArrayLd32Ref : Opcode.ArrayLd32Own,
        ValueKind.Ref => isChecked ? Opcode.ArrayLdRefRef : Opcode.ArrayLdRefOwn,
        _ => isChecked ? Opcode.ArrayLd64Ref : Opcode.ArrayLd64Own,
    };

    /// <summary>The element store for a kind.</summary>
    public static Opcode ArrayStore(ValueKind kind, bool isChecked) => kind switch
    {
        ValueKind.I8 or ValueKind.U8 => isChecked ? Opcode.ArraySt8Ref : Opcode.ArraySt8Own,
        ValueKind.Bool => isChecked ? Opcode.ArrayStBoolRef : Opcode.ArrayStBoolOwn,
        ValueKind.I16 or ValueKind.U16 => isChecked ? Opcode.ArraySt16Ref : Opcode.ArraySt16Own,
        ValueKind.I32 or ValueKind.U32 or ValueKind.F32 => isChecked ? Opcode.ArraySt32Ref : Opcode.ArraySt32Own,
        ValueKind.Ref => isChecked ? Opcode.ArrayStRefRef : Opcode.ArrayStRefOwn,
        _ => isChecked ? Opcode.ArraySt64Ref : Opcode.ArraySt64Own,
    };

    /// <summary>The element load for a kind when the array is known to live and the index to be in range.</summary>
    public static Opcode ProvedArrayLoad(ValueKind kind) => kind switch
    {
        ValueKind.I8 => Opcode.ArrayLd8SProved,
        ValueKind.U8 or ValueKind.Bool => Opcode.ArrayLd8UProved,
        ValueKind.I16 => Opcode.ArrayLd16SProved,
        ValueKind.U16 => Opcode.ArrayLd16UProved,
        ValueKind.I32 or ValueKind.U32 or ValueKind.F32 => Opcode.ArrayLd32Proved,
        ValueKind.Ref => Opcode.ArrayLdRefProved,
        _ => Opcode.ArrayLd64Proved,
    };

    /// <summary>The element store for a kind when the array is known to live and the index to be in range.</summary>
    public static Opcode ProvedArrayStore(ValueKind kind) => kind switch
    {
        ValueKind.I8 or ValueKind.U8 => Opcode.ArraySt8Proved,
        ValueKind.Bool => Opcode.ArrayStBoolProved,
        ValueKind.I16 or ValueKind.U16 => Opcode.ArraySt16Proved,
        ValueKind.I32 or ValueKind.U32 or ValueKind.F32 => Opcode.ArraySt32Proved,
        ValueKind.Ref => Opcode.ArrayStRefProved,
        _ => Opcode.ArraySt64Proved,
    };
}
