namespace HgmVm.Isa;

/// <summary>
/// The executable opcodes that differ by tier, because they touch control flow, frames or the heap's slow paths. Every
/// tier implements this interface: the interpreter answers with the address of a handler, a compiler by emitting code.
/// </summary>
/// <remarks>
/// Places hold stack slots, not registers. Arguments are listed by slot, four to a word. The word at which a callee
/// returns is the call's <i>landing</i>: a = distance to the callee's frame, b = the slot of a one-slot result; code
/// goes on behind it. Results of more slots are left at the start of the callee's frame, where <c>x.results</c>
/// collects them.
/// </remarks>
internal interface IControlOps<TResult>
{
    [Op(0x400, "x.halt", "leave the tier", Flow = Flow.Stop)]
    TResult Halt();

    [Op(0x401, "x.lower", "first call of a function: make its code, then run it", Flow = Flow.Stop)]
    TResult Lower();

    [Op(0x402, "x.jmp", "pc := pc + literal words", Operands = "plain, imm32", Flow = Flow.Jump)]
    TResult Jmp();

    [Op(0x403, "x.br.nz", "if R[a] != 0 then pc := pc + c words", Operands = "use i32, plain, label", Flow = Flow.Branch)]
    TResult BrNz();

    [Op(0x404, "x.br.z", "if R[a] = 0 then pc := pc + c words", Operands = "use i32, plain, label", Flow = Flow.Branch)]
    TResult BrZ();

    [Op(0x405, "x.switch", "pc := pc + distances[R[a] + 1] if 0 <= R[a] < b - 1, else + distances[0]; two to a word",
        Operands = "use i32, plain", Flow = Flow.Switch)]
    TResult Switch();

    [Op(0x406, "x.call0", "call the function of the next word; then the landing", Flow = Flow.Call, MayFree = true)]
    TResult Call0();

    [Op(0x407, "x.call1", "as x.call0 with argument slot a", Operands = "use any", Flow = Flow.Call, MayFree = true)]
    TResult Call1();

    [Op(0x408, "x.call2", "as x.call0 with argument slots a, b", Operands = "use any, use any", Flow = Flow.Call, MayFree = true)]
    TResult Call2();

    [Op(0x409, "x.call3", "as x.call0 with argument slots a, b, c", Operands = "use any, use any, use any", Flow = Flow.Call,
        MayFree = true)]
    TResult Call3();

    [Op(0x40A, "x.call.n", "as x.call0 with a argument slots, listed before the landing; b = frame distance",
        Operands = "plain, plain", Flow = Flow.Call, MayFree = true)]
    TResult CallN();

    [Op(0x40B, "x.call.ref", "as x.call.n, the function being R[c]; null traps", Operands = "plain, plain, use function",
        Flow = Flow.Call, MayFree = true, Traps = TrapKinds.DeadReference)]
    TResult CallRef();

    [Op(0x40C, "x.tailcall", "become the function of the next word, with the a argument slots listed after it",
        Operands = "plain", Flow = Flow.Return, MayFree = true)]
    TResult TailCall();

    [Op(0x40D, "x.tailcall.ref", "as x.tailcall, the function being R[c]; null traps", Operands = "plain, plain, use function",
        Flow = Flow.Return, MayFree = true, Traps = TrapKinds.DeadReference)]
    TResult TailCallRef();

    [Op(0x40E, "x.call.host", "call host function number literal of the next word with a argument slots, listed after it; "
        + "b = frame distance", Operands = "plain, plain", Traps = TrapKinds.Foreign)]
    TResult CallHost();

    [Op(0x40F, "x.ret0", "return nothing", Flow = Flow.Return)]
    TResult Ret0();

    [Op(0x410, "x.ret1", "return slot a", Operands = "use any", Flow = Flow.Return)]
    TResult Ret1();

    [Op(0x411, "x.ret.n", "return a slots, listed in the next words", Operands = "plain", Flow = Flow.Return)]
    TResult RetN();

    [Op(0x412, "x.results", "a slots, listed in the next words, := the results of the call before; b = frame distance",
        Operands = "plain, plain")]
    TResult Results();

    [Op(0x413, "x.trap", "trap `user` with text number literal of the program", Operands = "plain, imm32", Flow = Flow.Stop,
        Traps = TrapKinds.User)]
    TResult Trap();

    [Op(0x414, "x.unreachable", "trap `unreachable`", Flow = Flow.Stop, Traps = TrapKinds.Unreachable)]
    TResult Unreachable();

    [Op(0x415, "x.const32", "R[a] := literal", Operands = "def i32, imm32")]
    TResult Const32();

    [Op(0x416, "x.const64", "R[a] := the next word", Operands = "def i64, imm64", Extension = Extension.Literal)]
    TResult Const64();

    [Op(0x418, "x.str", "R[a] := a new array of type c with the bytes of string number of the next word",
        Operands = "def own, plain, plain", Traps = TrapKinds.OutOfMemory, Extension = Extension.Literal)]
    TResult Str();

    [Op(0x419, "x.alloc", "R[a] := a new object of size class b and type c", Operands = "def own, plain, plain",
        Traps = TrapKinds.OutOfMemory)]
    TResult Alloc();

    [Op(0x41A, "x.free", "free R[a], which owns nothing, of size class b, in mode c", Operands = "use own, plain, plain",
        MayFree = true, Traps = TrapKinds.Tethered | TrapKinds.Constraint | TrapKinds.OutOfMemory)]
    TResult Free();

    [Op(0x41B, "x.free.deep", "free R[a] and all it owns, with destructors, in mode b; c = frame distance; null is skipped",
        Operands = "use own, plain, plain", MayFree = true,
        Traps = TrapKinds.Tethered | TrapKinds.Constraint | TrapKinds.StackOverflow | TrapKinds.OutOfMemory)]
    TResult FreeDeep();

    [Op(0x41C, "x.dismantle", "go on with an x.free.deep after a destructor", MayFree = true,
        Traps = TrapKinds.Tethered | TrapKinds.Constraint | TrapKinds.StackOverflow | TrapKinds.OutOfMemory)]
    TResult Dismantle();

    [Op(0x420, "x.untether", "end the tether R[a]; its saved bit passes on to one of the b borrows listed in the next words, "
        + "if that one is a tether of the same bit", Operands = "use borrow, plain")]
    TResult UntetherAny();

    [Op(0x421, "x.lock.borrow", "R[a] := tethered borrow of R[b] if it lives, else pc := pc + c words",
        Operands = "def borrow, use ref, label", Flow = Flow.Branch)]
    TResult LockBorrow();

    [Op(0x422, "x.lock.con", "R[a] := constraint reference to R[b] if it lives, else pc := pc + c words",
        Operands = "def con, use ref, label", Flow = Flow.Branch, Traps = TrapKinds.OutOfMemory)]
    TResult LockCon();

    [Op(0x423, "x.con", "R[a] := constraint reference to the object at R[b]", Operands = "def con, use own",
        Traps = TrapKinds.OutOfMemory)]
    TResult Con();

    [Op(0x424, "x.release", "the constraint reference R[a] is counted no more; null is skipped", Operands = "use con")]
    TResult Release();

    [Op(0x428, "x.array.new", "R[a] := a new array of R[b] elements, of type c", Operands = "def own, use i64, plain",
        Traps = TrapKinds.Bounds | TrapKinds.OutOfMemory)]
    TResult ArrayNew();

    [Op(0x429, "x.array.push", "append the element at slot b, of store width c, to R[a]", Operands = "use own, use any, plain",
        Traps = TrapKinds.Tethered | TrapKinds.OutOfMemory)]
    TResult ArrayPush();

    [Op(0x42A, "x.array.pop", "slot a := the last element of R[b], of load width c, removed", Operands = "def any, use own, plain",
        Traps = TrapKinds.DeadReference | TrapKinds.Tethered | TrapKinds.Bounds)]
    TResult ArrayPop();

    [Op(0x42B, "x.array.insert", "insert slot c, of store width d, at index R[b] of R[a]",
        Operands = "use own, use i64, use any, plain", Extension = Extension.Operands,
        Traps = TrapKinds.Tethered | TrapKinds.Bounds | TrapKinds.OutOfMemory)]
    TResult ArrayInsert();

    [Op(0x42C, "x.array.remove", "slot a := element R[c] of R[b], of load width d, removed",
        Operands = "def any, use own, use i64, plain", Extension = Extension.Operands,
        Traps = TrapKinds.DeadReference | TrapKinds.Tethered | TrapKinds.Bounds)]
    TResult ArrayRemove();

    [Op(0x42D, "x.array.swap", "exchange elements R[b] and R[c] of R[a]; d = bytes of an element",
        Operands = "use own, use i64, use i64, plain", Extension = Extension.Operands,
        Traps = TrapKinds.Tethered | TrapKinds.Bounds)]
    TResult ArraySwap();

    [Op(0x42E, "x.array.fill", "R[c] elements of R[a] from R[b] on := slot d, of store width e; inline ones, of f bytes with "
        + "their word, := g bytes at R[d]", Operands = "use own, use i64, use i64, use any, plain, plain, plain", Extension = Extension.Operands, Traps = TrapKinds.Bounds)]
    TResult ArrayFill();

    [Op(0x42F, "x.array.copy", "R[e] elements of R[a] from R[b] on := those of R[c] from R[d] on; f = bytes of an element",
        Operands = "use own, use i64, use own, use i64, use i64, plain", Extension = Extension.Operands, Traps = TrapKinds.Bounds)]
    TResult ArrayCopy();

    [Op(0x43D, "x.array.resize", "R[a] has R[b] elements, of store width c, from now on",
        Operands = "use own, use i64, plain", Traps = TrapKinds.Tethered | TrapKinds.Bounds | TrapKinds.OutOfMemory)]
    TResult ArrayResize();

    [Op(0x43C, "x.look", "look at clock and cancellation, if the elements of R[a] are many bytes", Operands = "use own")]
    TResult Look();

    // ---- between the tiers ----
    [Op(0x43E, "x.enter", "run the compiled code at the word after the next, through the entrance at the next word, and return; "
        + "a = 1 for a result of one slot", Operands = "plain", Flow = Flow.Return, MayFree = true)]
    TResult Enter();
}
