namespace HgmVm.Isa;

/// <summary>What a program can do wrong: a closed list, the same in every tier.</summary>
public enum TrapKind : byte
{
    None,

    /// <summary>A reference was used whose object is dead, or that is null, or an owning field that is empty.</summary>
    DeadReference,

    /// <summary>An object was freed that is being freed already.</summary>
    DoubleFree,

    /// <summary>Something tethered was freed, replaced, popped or moved.</summary>
    Tethered,

    /// <summary>An object was freed that constraint references still hold.</summary>
    Constraint,

    /// <summary>An index or a length was out of range.</summary>
    Bounds,

    /// <summary>An integer was divided by zero.</summary>
    DivideByZero,

    /// <summary>An integer result does not fit its type.</summary>
    Overflow,

    /// <summary>A NaN was converted to an integer.</summary>
    InvalidConversion,

    /// <summary>Control reached <c>unreachable</c>.</summary>
    Unreachable,

    /// <summary>The heap limit, or the memory of the machine, is used up.</summary>
    OutOfMemory,

    /// <summary>The guest stack is used up.</summary>
    StackOverflow,

    /// <summary>The fuel is used up.</summary>
    Fuel,

    /// <summary>The time is used up, or the host cancelled the run.</summary>
    Timeout,

    /// <summary>A host function failed.</summary>
    Foreign,

    /// <summary>The program itself said <c>trap</c>.</summary>
    User,
}

/// <summary>A set of <see cref="TrapKind"/> values: bit k stands for kind k.</summary>
[Flags]
public enum TrapKinds
{
    None = 0,
    DeadReference = 1 << TrapKind.DeadReference,
    DoubleFree = 1 << TrapKind.DoubleFree,
    Tethered = 1 << TrapKind.Tethered,
    Constraint = 1 << TrapKind.Constraint,
    Bounds = 1 << TrapKind.Bounds,
    DivideByZero = 1 << TrapKind.DivideByZero,
    Overflow = 1 << TrapKind.Overflow,
    InvalidConversion = 1 << TrapKind.InvalidConversion,
    Unreachable = 1 << TrapKind.Unreachable,
    OutOfMemory = 1 << TrapKind.OutOfMemory,
    StackOverflow = 1 << TrapKind.StackOverflow,
    Fuel = 1 << TrapKind.Fuel,
    Timeout = 1 << TrapKind.Timeout,
    Foreign = 1 << TrapKind.Foreign,
    User = 1 << TrapKind.User,
}

/// <summary>The names of trap kinds as programs, tests and messages spell them.</summary>
public static class TrapNames
{
    private static readonly string[] s_names =
    [
        "none", "dead-reference", "double-free", "tethered", "constraint", "bounds", "divide-by-zero", "overflow",
        "invalid-conversion", "unreachable", "out-of-memory", "stack-overflow", "fuel", "timeout", "foreign", "user",
    ];

    /// <summary>The name of a kind, e.g. <c>divide-by-zero</c>.</summary>
    public static string Name(this TrapKind kind) => s_names[(int)kind];

    /// <summary>The kind with that name, or null.</summary>
    public static TrapKind? Parse(string name)
    {
        int index = Array.IndexOf(s_names, name);
        return index > 0 ? (TrapKind)index : null;
    }
}
