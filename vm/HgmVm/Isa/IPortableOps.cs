namespace HgmVm.Isa;

/// <summary>
/// The portable opcodes that are not plain value opcodes: what modules contain and the verifier judges. Lowering turns
/// each into executable opcodes (<see cref="IControlOps{TResult}"/> and internal value opcodes) once layouts, modes and
/// stack slots are known. Verifier and lowering implement this interface, so a new opcode does not compile without
/// both.
/// </summary>
/// <remarks>
/// Operand places are a, b, c in the word and d, e, f, g in the extension word. <c>R</c> are registers, <c>pc</c> the
/// code position; <c>obj.field</c> and <c>arr[i]</c> reach through any of <c>own</c>, <c>ref</c>, <c>borrow</c>,
/// <c>con</c>: through a <c>ref</c> with a liveness check (unless the mode is fast), through the others without.
/// </remarks>
internal interface IPortableOps<TResult>
{
    // ---- control ----
    [Op(0x000, "nop", "nothing")]
    TResult Nop();

    [Op(0x001, "jmp", "pc := a", Operands = "label", Flow = Flow.Jump)]
    TResult Jmp();

    [Op(0x002, "br.nz", "if R[a] != 0 then pc := b", Operands = "use i32, label", Flow = Flow.Branch)]
    TResult BrNz();

    [Op(0x003, "br.z", "if R[a] = 0 then pc := b", Operands = "use i32, label", Flow = Flow.Branch)]
    TResult BrZ();

    [Op(0x004, "switch", "pc := labels[R[a] + 1] if 0 <= R[a] < b - 1, else labels[0]",
        Operands = "use i32", Extension = Extension.Labels, Flow = Flow.Switch)]
    TResult Switch();

    [Op(0x005, "call", "results := F[a](arguments); own, con arguments move into the callee",
        Operands = "function", Extension = Extension.Call, Flow = Flow.Call, MayFree = true, Traps = TrapKinds.StackOverflow)]
    TResult Call();

    [Op(0x006, "call.ref", "results := R[a](arguments); null traps",
        Operands = "use function", Extension = Extension.Call, Flow = Flow.Call, MayFree = true,
        Traps = TrapKinds.StackOverflow | TrapKinds.DeadReference)]
    TResult CallRef();

    [Op(0x007, "tailcall", "return F[a](arguments), in the frame of this function",
        Operands = "function", Extension = Extension.Call, Flow = Flow.Return, MayFree = true, Traps = TrapKinds.StackOverflow)]
    TResult TailCall();

    [Op(0x008, "tailcall.ref", "return R[a](arguments), in the frame of this function; null traps",
        Operands = "use function", Extension = Extension.Call, Flow = Flow.Return, MayFree = true,
        Traps = TrapKinds.StackOverflow | TrapKinds.DeadReference)]
    TResult TailCallRef();

    [Op(0x009, "ret", "return values", Extension = Extension.Values, Flow = Flow.Return)]
    TResult Ret();

    [Op(0x00A, "trap", "trap `user` with the text S[a]", Operands = "text", Flow = Flow.Stop, Traps = TrapKinds.User)]
    TResult Trap();

    [Op(0x00B, "unreachable", "trap `unreachable`", Flow = Flow.Stop, Traps = TrapKinds.Unreachable)]
    TResult Unreachable();

    [Op(0x00C, "call.iface", "results := M(arguments), the method a of the object that the first argument refers to",
        Operands = "method", Extension = Extension.Call, Flow = Flow.Call, MayFree = true,
        Traps = TrapKinds.StackOverflow | TrapKinds.DeadReference)]
    TResult CallIface();

    // ---- constants and moves ----
    [Op(0x010, "const.i32", "R[a] := literal", Operands = "def i32, imm32")]
    TResult ConstI32();

    [Op(0x011, "const.i64", "R[a] := literal", Operands = "def i64, imm64", Extension = Extension.Literal)]
    TResult ConstI64();

    [Op(0x012, "const.f32", "R[a] := literal", Operands = "def f32, imm32")]
    TResult ConstF32();

    [Op(0x013, "const.f64", "R[a] := literal", Operands = "def f64, imm64", Extension = Extension.Literal)]
    TResult ConstF64();

    [Op(0x014, "func", "R[a] := reference to F[b]", Operands = "def function, function")]
    TResult Func();

    [Op(0x015, "str", "R[a] := a new `array u8` with the bytes of S[b]", Operands = "def own, text",
        Traps = TrapKinds.OutOfMemory)]
    TResult Str();

    [Op(0x016, "null", "R[a] := the null reference", Operands = "def ref")]
    TResult Null();

    [Op(0x017, "mov", "R[a] := R[b]; an own or con moves and leaves R[b] empty", Operands = "def any, move any")]
    TResult Mov();

    // ---- objects ----
    [Op(0x020, "alloc", "R[a] := a new object of the register's type, every field zero, null or empty",
        Operands = "def own", Traps = TrapKinds.OutOfMemory)]
    TResult Alloc();

    [Op(0x021, "free", "destructor of R[a], then its storage and all it owns; R[a] is empty afterwards",
        Operands = "move own", MayFree = true,
        Traps = TrapKinds.Tethered | TrapKinds.Constraint | TrapKinds.StackOverflow | TrapKinds.OutOfMemory)]
    TResult Free();

    [Op(0x022, "ld", "R[a] := R[b].field", Operands = "def copy, use struct, field", Traps = TrapKinds.DeadReference)]
    TResult Ld();

    [Op(0x023, "st", "R[a].field := R[c]", Operands = "use struct, field, use copy", Traps = TrapKinds.DeadReference)]
    TResult St();

    [Op(0x024, "take", "R[a] := R[b].field, which is empty afterwards; an empty field traps",
        Operands = "def linear, use struct, field", Traps = TrapKinds.DeadReference)]
    TResult Take();

    [Op(0x025, "put", "R[a].field := R[c], moved; a full field traps `double-free`",
        Operands = "use struct, field, move linear", Traps = TrapKinds.DeadReference | TrapKinds.DoubleFree)]
    TResult Put();

    [Op(0x026, "replace", "end the value of R[a].field, if any, and store R[c], moved; a tethered inline member traps",
        Operands = "use struct, field, move linear", MayFree = true,
        Traps = TrapKinds.DeadReference | TrapKinds.Tethered | TrapKinds.Constraint | TrapKinds.StackOverflow
            | TrapKinds.OutOfMemory)]
    TResult Replace();

    [Op(0x027, "full", "R[a] := 1 if the owning field R[b].field holds something, else 0",
        Operands = "def i32, use struct, field", Traps = TrapKinds.DeadReference)]
    TResult Full();

    [Op(0x028, "ref", "R[a] := a generational reference to what R[b] refers to", Operands = "def ref, use reference")]
    TResult Ref();

    [Op(0x029, "ref.field", "R[a] := a reference to the object owned by R[b].field; null if it is empty",
        Operands = "def ref, use struct, field", Traps = TrapKinds.DeadReference)]
    TResult RefField();

    [Op(0x02A, "borrow", "R[a] := an untethered borrow of what own, borrow or con R[b] holds",
        Operands = "def borrow, use reference")]
    TResult Borrow();

    [Op(0x02B, "tether", "R[a] := a borrow of R[b], whose tether bit is set; a dead R[b] traps",
        Operands = "def borrow, use reference", Traps = TrapKinds.DeadReference)]
    TResult Tether();

    [Op(0x02C, "tether.field", "R[a] := a borrow of the object owned by R[b].field, tethered; empty traps",
        Operands = "def borrow, use struct, field", Traps = TrapKinds.DeadReference)]
    TResult TetherField();

    [Op(0x02D, "tether.soft", "as tether, but a dead R[b] gives a null borrow whose tether is the throwaway",
        Operands = "def borrow, use ref")]
    TResult TetherSoft();

    [Op(0x02E, "untether", "the tether of R[a] ends, in any order; R[a] is gone", Operands = "move borrow")]
    TResult Untether();

    [Op(0x02F, "lock", "if R[b] is alive then R[a] := a tethered borrow or a con of it, else pc := c",
        Operands = "def any, use ref, label", Flow = Flow.Branch)]
    TResult Lock();

    [Op(0x030, "con", "R[a] := a counted constraint reference to R[b]; a dead R[b] traps",
        Operands = "def con, use reference", Traps = TrapKinds.DeadReference | TrapKinds.OutOfMemory)]
    TResult Con();

    [Op(0x031, "release", "the constraint reference R[a] ends and is not counted any more", Operands = "move con")]
    TResult Release();

    [Op(0x032, "same", "R[a] := 1 if R[b] and R[c] refer to the same object, dead or alive, else 0",
        Operands = "def i32, use reference, use reference")]
    TResult Same();

    [Op(0x033, "alive", "R[a] := 1 if R[b] is alive, else 0; null is not alive", Operands = "def i32, use ref")]
    TResult Alive();

    [Op(0x034, "check", "trap unless R[a] is alive", Operands = "use ref", Traps = TrapKinds.DeadReference)]
    TResult Check();

    // ---- inline members ----
    [Op(0x035, "inl", "R[a] := an untethered borrow of the inline member R[b].field",
        Operands = "def borrow, use struct, field", Traps = TrapKinds.DeadReference)]
    TResult Inl();

    [Op(0x036, "tether.inl", "R[a] := a borrow of the inline member R[b].field, tethered: by its own bit if it has one, else by "
        + "that of what it lies in", Operands = "def borrow, use struct, field", Traps = TrapKinds.DeadReference)]
    TResult TetherInl();

    // ---- unions ----
    [Op(0x037, "make", "R[a] := R[b], moved, as an own of a union of which R[b] is a variant", Operands = "def own, move own")]
    TResult Make();

    [Op(0x038, "tag", "R[a] := the number, from 0, of the variant that the union R[b] holds; -1 if it holds none",
        Operands = "def i32, use struct", Traps = TrapKinds.DeadReference)]
    TResult Tag();

    [Op(0x039, "narrow", "if the union R[b] holds R[a]'s variant, or the object of the interface R[b] is of R[a]'s struct, then "
        + "R[a] := R[b] as that, an own or con moved, else pc := c",
        Operands = "def any, use reference, label", Flow = Flow.Branch, Traps = TrapKinds.DeadReference)]
    TResult Narrow();

    // ---- interfaces ----
    [Op(0x03A, "iface", "R[a] := R[b], an own or con moved, as an interface that its struct implements",
        Operands = "def any, move reference")]
    TResult Iface();

    // ---- paths to inline members ----
    [Op(0x03B, "ref.inl", "R[a] := a reference to the inline member R[b].field; one that has nothing to remember traps",
        Operands = "def ref, use struct, field", Traps = TrapKinds.DeadReference)]
    TResult RefInl();

    [Op(0x03C, "tag.field", "as tag, of the inline union R[b].field", Operands = "def i32, use struct, field",
        Traps = TrapKinds.DeadReference)]
    TResult TagField();

    // ---- owners that may be nothing ----
    [Op(0x03D, "pass", "R[a].field := what R[c].field holds, perhaps nothing, and R[c].field is empty afterwards; "
        + "a full R[a].field traps `double-free`",
        Operands = "use struct, field, use struct, field", Extension = Extension.Operands,
        Traps = TrapKinds.DeadReference | TrapKinds.DoubleFree)]
    TResult Pass();

    // ---- arrays ----
    [Op(0x040, "array.new", "R[a] := a new array of R[b] elements, all zero, null or empty",
        Operands = "def own, use i64", Traps = TrapKinds.Bounds | TrapKinds.OutOfMemory)]
    TResult ArrayNew();

    [Op(0x041, "array.len", "R[a] := number of elements of R[b]", Operands = "def i64, use array",
        Traps = TrapKinds.DeadReference)]
    TResult ArrayLen();

    [Op(0x042, "array.ld", "R[a] := R[b][R[c]]", Operands = "def copy, use array, index i64",
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArrayLd();

    [Op(0x043, "array.st", "R[a][R[b]] := R[c]", Operands = "use array, index i64, use copy",
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArraySt();

    [Op(0x044, "array.take", "R[a] := R[b][R[c]], which is empty afterwards; an empty element traps",
        Operands = "def linear, use array, index i64", Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArrayTake();

    [Op(0x045, "array.put", "R[a][R[b]] := R[c], moved; a full element traps `double-free`",
        Operands = "use array, index i64, move linear",
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds | TrapKinds.DoubleFree)]
    TResult ArrayPut();

    [Op(0x046, "array.replace", "end the value of R[a][R[b]], if any, and store R[c], moved",
        Operands = "use array, index i64, move linear", MayFree = true,
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds | TrapKinds.Tethered | TrapKinds.Constraint
            | TrapKinds.StackOverflow | TrapKinds.OutOfMemory)]
    TResult ArrayReplace();

    [Op(0x047, "array.full", "R[a] := 1 if the owning element R[b][R[c]] holds something, else 0",
        Operands = "def i32, use array, index i64", Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArrayFull();

    [Op(0x048, "array.ref", "R[a] := a reference to the object owned by R[b][R[c]], null if it is empty; or to that inline element",
        Operands = "def ref, use array, index i64", Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArrayRef();

    [Op(0x049, "array.tether", "R[a] := a tethered borrow of the object owned by R[b][R[c]], which traps if it is empty; or of that inline element",
        Operands = "def borrow, use array, index i64", Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArrayTether();

    [Op(0x04A, "array.push", "append R[b], moved, to R[a]; a tethered array traps. What an own holds becomes an inline element",
        Operands = "use array, move any", Traps = TrapKinds.DeadReference | TrapKinds.Tethered | TrapKinds.OutOfMemory)]
    TResult ArrayPush();

    [Op(0x04B, "array.pop", "R[a] := the last element of R[b], removed, an inline one as an own; an empty array traps `bounds`, an empty owner `dead-reference`",
        Operands = "def any, use array",
        Traps = TrapKinds.DeadReference | TrapKinds.Tethered | TrapKinds.Bounds | TrapKinds.OutOfMemory)]
    TResult ArrayPop();

    [Op(0x04C, "array.insert", "R[a][R[b]] := R[c], moved, after shifting the elements from there on up by one",
        Operands = "use array, index i64, move any",
        Traps = TrapKinds.DeadReference | TrapKinds.Tethered | TrapKinds.Bounds | TrapKinds.OutOfMemory)]
    TResult ArrayInsert();

    [Op(0x04D, "array.remove", "R[a] := R[b][R[c]], removed, an inline one as an own; an empty owner traps; the elements above shift down by one",
        Operands = "def any, use array, index i64",
        Traps = TrapKinds.DeadReference | TrapKinds.Tethered | TrapKinds.Bounds | TrapKinds.OutOfMemory)]
    TResult ArrayRemove();

    [Op(0x04E, "array.swap", "exchange R[a][R[b]] and R[a][R[c]]", Operands = "use array, index i64, use i64",
        Traps = TrapKinds.DeadReference | TrapKinds.Tethered | TrapKinds.Bounds)]
    TResult ArraySwap();

    [Op(0x04F, "array.fill", "R[a][R[b] .. R[b] + R[c]] := R[d]; inline elements, with nothing but varying numbers and references in them, "
        + ":= what the ref R[d] refers to",
        Operands = "use array, index i64, use i64, use copy", Extension = Extension.Operands,
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArrayFill();

    [Op(0x050, "array.copy", "R[a][R[b] ..] := R[c][R[d] ..], R[e] elements, as if through a copy when they overlap; inline ones in dense arrays",
        Operands = "use array, index i64, use array, index i64, use i64", Extension = Extension.Operands,
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArrayCopy();

    [Op(0x051, "array.ld.field", "R[a] := R[b][R[c]].field of an inline element", Operands = "def copy, use array, index i64, field",
        Extension = Extension.Operands, Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArrayLdField();

    [Op(0x052, "array.st.field", "R[a][R[b]].field := R[d], of an inline element", Operands = "use array, index i64, field, use copy",
        Extension = Extension.Operands, Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArrayStField();

    [Op(0x053, "array.resize", "R[a] has R[b] elements from now on: what is missing is zero or null, what is beyond is gone; inline ones in dense arrays",
        Operands = "use array, use i64",
        Traps = TrapKinds.DeadReference | TrapKinds.Tethered | TrapKinds.Bounds | TrapKinds.OutOfMemory)]
    TResult ArrayResize();

    [Op(0x054, "array.tag", "as tag, of the inline union R[b][R[c]]", Operands = "def i32, use array, index i64",
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArrayTag();

    [Op(0x055, "array.tag.field", "as tag, of the inline union R[b][R[c]].field", Operands = "def i32, use array, index i64, field",
        Extension = Extension.Operands, Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArrayTagField();

    [Op(0x056, "array.replace.field", "as replace, of R[a][R[b]].field, with R[d], moved",
        Operands = "use array, index i64, field, move linear", Extension = Extension.Operands, MayFree = true,
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds | TrapKinds.Tethered | TrapKinds.Constraint
            | TrapKinds.StackOverflow | TrapKinds.OutOfMemory)]
    TResult ArrayReplaceField();

    [Op(0x057, "array.tether.inl", "as tether.inl, of the inline member R[b][R[c]].field",
        Operands = "def borrow, use array, index i64, field", Extension = Extension.Operands,
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArrayTetherInl();

    [Op(0x058, "array.ref.inl", "as ref.inl, of the inline member R[b][R[c]].field", Operands = "def ref, use array, index i64, field",
        Extension = Extension.Operands, Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArrayRefInl();

    [Op(0x059, "array.pass", "as pass, from R[c].field to R[a][R[b]]",
        Operands = "use array, index i64, use struct, field", Extension = Extension.Operands,
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds | TrapKinds.DoubleFree)]
    TResult ArrayPass();

    [Op(0x05A, "pass.element", "as pass, from R[c][R[d]] to R[a].field",
        Operands = "use struct, field, use array, index i64", Extension = Extension.Operands,
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds | TrapKinds.DoubleFree)]
    TResult PassElement();

    [Op(0x05B, "array.take.field", "as take, from R[b][R[c]].field of an inline element",
        Operands = "def linear, use array, index i64, field", Extension = Extension.Operands,
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArrayTakeField();

    [Op(0x05C, "array.put.field", "as put, to R[a][R[b]].field of an inline element, of R[d], moved",
        Operands = "use array, index i64, field, move linear", Extension = Extension.Operands,
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds | TrapKinds.DoubleFree)]
    TResult ArrayPutField();

    [Op(0x05D, "array.full.field", "as full, of R[b][R[c]].field of an inline element",
        Operands = "def i32, use array, index i64, field", Extension = Extension.Operands,
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    TResult ArrayFullField();

    // ---- globals ----
    [Op(0x060, "global.ld", "R[a] := G[b]", Operands = "def copy, global")]
    TResult GlobalLd();

    [Op(0x061, "global.st", "G[a] := R[b]", Operands = "global, use copy")]
    TResult GlobalSt();

    [Op(0x062, "global.take", "R[a] := G[b], which is empty afterwards; an empty global traps",
        Operands = "def linear, global", Traps = TrapKinds.DeadReference)]
    TResult GlobalTake();

    [Op(0x063, "global.put", "G[a] := R[b], moved; a full global traps `double-free`",
        Operands = "global, move linear", Traps = TrapKinds.DoubleFree)]
    TResult GlobalPut();

    [Op(0x064, "global.full", "R[a] := 1 if the owning global G[b] holds something, else 0", Operands = "def i32, global")]
    TResult GlobalFull();

    [Op(0x065, "global.ref", "R[a] := a reference to the object owned by G[b]; null if it is empty",
        Operands = "def ref, global")]
    TResult GlobalRef();
}
