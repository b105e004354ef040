namespace HgmVm.Isa;

/// <summary>What an operand of an instruction stands for.</summary>
public enum OperandRole : byte
{
    None,

    /// <summary>A register that is written.</summary>
    Def,

    /// <summary>A register that is read.</summary>
    Use,

    /// <summary>A register whose value is consumed: an owner is empty afterwards.</summary>
    Move,

    /// <summary>A register of type <c>i64</c> that indexes the array operand before it; text form
    /// <c>array[index]</c>.</summary>
    Index,

    /// <summary>An entry of the module's path table, into the object operand before it; text form
    /// <c>object.field</c>.</summary>
    Field,

    /// <summary>A code position: the index of an instruction word of the function.</summary>
    Label,

    /// <summary>A signed 16-bit literal.</summary>
    Imm16,

    /// <summary>A 32-bit literal, in the places b and c.</summary>
    Imm32,

    /// <summary>A 64-bit literal, in the extension word.</summary>
    Imm64,

    /// <summary>An entry of the module's function table.</summary>
    Function,

    /// <summary>An entry of the module's table of globals.</summary>
    Global,

    /// <summary>An entry of the module's string table.</summary>
    Text,

    /// <summary>A number that the lowering computed (a byte offset, a size class): executable code only.</summary>
    Plain,

    /// <summary>An entry of the module's path table, to a method of an interface; text form
    /// <c>object.method(arguments)</c>, the object being the first argument.</summary>
    Method,
}

/// <summary>Which registers, fields or globals fit an operand.</summary>
public enum OperandClass : byte
{
    None,
    I32,
    I64,
    F32,
    F64,

    /// <summary>A function reference.</summary>
    Function,

    /// <summary>Anything that may be copied: scalars, function references, <c>ref</c>.</summary>
    Copy,

    /// <summary>Any register.</summary>
    Any,

    Own,
    Ref,
    Borrow,
    Con,

    /// <summary>Something linear: <c>own</c> or <c>con</c>.</summary>
    Linear,

    /// <summary>An <c>own</c>, <c>ref</c>, <c>borrow</c> or <c>con</c> of anything.</summary>
    Reference,

    /// <summary>An <c>own</c>, <c>ref</c>, <c>borrow</c> or <c>con</c> of a struct.</summary>
    Struct,

    /// <summary>An <c>own</c>, <c>ref</c>, <c>borrow</c> or <c>con</c> of a heap array.</summary>
    Array,
}

/// <summary>One operand of an opcode: what it stands for and what fits.</summary>
public readonly record struct OperandSpec(OperandRole Role, OperandClass Class)
{
    /// <summary>True when the operand names a register.</summary>
    public bool IsRegister => Role is OperandRole.Def or OperandRole.Use or OperandRole.Move or OperandRole.Index;
}
