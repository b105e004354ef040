using HgmVm.Isa;

namespace HgmVm.Cli.Commands;

/// <summary>What <c>hgmvm explain</c> says about each kind of trap: what happened, and what to do.</summary>
internal static class TrapPages
{
    public static string Of(TrapKind kind) => kind switch
    {
        TrapKind.DeadReference =>
            "A reference was used whose object is dead, or that is null; or an owning field or element was taken that is empty. "
            + "Ask first (`alive`, `full`), branch on it (`lock`), or keep the object alive while it is used (`tether`). "
            + "`hgmvm run --history` shows where the object was allocated and freed.",
        TrapKind.DoubleFree =>
            "An owner was put into a field, element or global that already holds one, or an object was freed while its "
            + "destructor was running. Use `replace` to end the old value, or `take` it first.",
        TrapKind.Tethered =>
            "Something was freed in normal mode, or popped, removed, replaced or grown in any checked mode, while a tether "
            + "kept it in place. End the tether first (`untether`). Resilient mode keeps a freed object's storage instead.",
        TrapKind.Constraint =>
            "An object was freed in normal mode while constraint references (`con`) still counted on it. `release` them first. "
            + "Resilient mode keeps the freed object's storage instead.",
        TrapKind.Bounds =>
            "An index was not inside an array, a length was negative, or an empty array was popped. Indices run from 0 to "
            + "`array.len` - 1.",
        TrapKind.DivideByZero => "An integer was divided by zero, or its remainder by zero was asked for.",
        TrapKind.Overflow =>
            "An integer result does not fit its type: the smallest integer divided by -1, or a float outside the range of the "
            + "integer it is truncated to. The saturating conversions (`truncsat`) never trap.",
        TrapKind.InvalidConversion => "A NaN was truncated to an integer. The saturating conversions give 0 instead.",
        TrapKind.Unreachable => "Control reached `unreachable`: the program itself says that this place must not be reached.",
        TrapKind.OutOfMemory =>
            "The heap limit (`--max-heap`), or the memory of the machine, is used up. `--stats` shows how much was live.",
        TrapKind.StackOverflow =>
            "Calls went deeper than the guest stack has room for (`--max-stack`). `tailcall` calls without taking room.",
        TrapKind.Fuel => "The program used all the fuel it was given (`--fuel`): one unit for each call and backward jump.",
        TrapKind.Timeout => "The program ran longer than it was given (`--timeout`), or its host ended it.",
        TrapKind.Foreign => "A function of the host failed; the message says how.",
        TrapKind.User => "The program itself said `trap`, with this text.",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind of trap"),
    };
}
