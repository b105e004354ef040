namespace HgmVm.Isa;

/// <summary>
/// Two value opcodes in a row that one handler executes: one dispatch less, and where the second takes what the first
/// made, it takes it from a machine register instead of the slot that was stored to a moment ago.
/// </summary>
/// <param name="First">An opcode of one word that stores a value in place a.</param>
/// <param name="Second">The opcode of the next word.</param>
/// <param name="Chain">The place of the second word (1 = a, 2 = b, 3 = c) that names the slot which the first one writes;
/// 0 when it does not matter what the second one reads.</param>
internal readonly record struct FusedPair(Opcode First, Opcode Second, int Chain);

/// <summary>
/// The pairs that have a handler. The generator writes the handlers from the bodies of the opcodes; the code keeps both
/// words as they were but for the number of the first, so a jump to the second still finds an instruction there.
/// </summary>
/// <remarks>
/// Chosen by how often they were executed in a row in the examples; each costs a compilation in programs that use it.
/// Handlers of pairs stand in the table behind all opcodes, from <see cref="OpcodeLimits.FirstFused"/> on, by position in
/// the list.
/// </remarks>
internal static class FusedPairs
{
    public static readonly FusedPair[] All =
    [
        // Ends of loops.
        new(Opcode.AddI64Imm, Opcode.BrLtI64, 1),
        new(Opcode.AddI64Imm, Opcode.BrLeI64, 1),
        new(Opcode.AddI64Imm, Opcode.BrNeI64, 1),
        new(Opcode.AddI64Imm, Opcode.BrGeI64, 1),
        new(Opcode.AddI64Imm, Opcode.BrLtI64Imm, 1),
        new(Opcode.AddI64Imm, Opcode.BrNeI64Imm, 1),
        new(Opcode.SubI64Imm, Opcode.BrGtI64Imm, 1),
        new(Opcode.SubI64Imm, Opcode.BrNeI64Imm, 1),
        new(Opcode.AddI64, Opcode.BrLtI64, 1),
        new(Opcode.AddI64, Opcode.BrLeI64, 1),
        new(Opcode.AddI32Imm, Opcode.BrLtI32, 1),
        new(Opcode.AddI32Imm, Opcode.BrLtI32Imm, 1),
        new(Opcode.AddF64, Opcode.BrGtF64, 1),

        // Integer arithmetic.
        new(Opcode.MulI64, Opcode.AddI64, 2),
        new(Opcode.MulI64, Opcode.AddI64, 3),
        new(Opcode.MulI64, Opcode.AddI64Imm, 2),
        new(Opcode.MulI64, Opcode.ShrI64Imm, 2),
        new(Opcode.ShrI64Imm, Opcode.AddI64, 2),
        new(Opcode.AddI64, Opcode.AddI64Imm, 2),
        new(Opcode.AddI64, Opcode.AddI64, 2),
        new(Opcode.AddI64Imm, Opcode.MulI64, 2),
        new(Opcode.AddI64Imm, Opcode.DivuI64Imm, 2),
        new(Opcode.SubI64Imm, Opcode.RemuI64Imm, 2),
        new(Opcode.XorI64, Opcode.MulI64, 2),
        new(Opcode.ShruI64Imm, Opcode.XorI64, 2),
        new(Opcode.ShruI64Imm, Opcode.XorI64, 3),
        new(Opcode.ExtenduI32I64, Opcode.XorI64, 3),
        new(Opcode.SubI32Imm, Opcode.LeuI32Imm, 2),
        new(Opcode.OrI32Imm, Opcode.SubI32Imm, 2),
        new(Opcode.SubI32Imm, Opcode.BrGtuI32Imm, 1),

        // Floating point arithmetic.
        new(Opcode.MulF64, Opcode.AddF64, 2),
        new(Opcode.MulF64, Opcode.AddF64, 3),
        new(Opcode.MulF64, Opcode.SubF64, 2),
        new(Opcode.MulF64, Opcode.SubF64, 3),
        new(Opcode.MulF64, Opcode.MulF64, 2),
        new(Opcode.MulF64, Opcode.MulF64, 0),
        new(Opcode.AddF64, Opcode.AddF64, 2),
        new(Opcode.AddF64, Opcode.MulF64, 2),
        new(Opcode.AddF64, Opcode.SubF64, 0),
        new(Opcode.SubF64, Opcode.AddF64, 2),
        new(Opcode.SubF64, Opcode.MulF64, 2),
        new(Opcode.AddI64Imm, Opcode.ConvertI64F64, 2),
        new(Opcode.AddF64, Opcode.AddI64Imm, 0),

        // Calls: their handlers are written by hand, beside those of the calls themselves.
        new(Opcode.SubI64Imm, Opcode.XCall1, 1),
        new(Opcode.AddI64Imm, Opcode.XCall1, 1),
        new(Opcode.AddI64, Opcode.XRet1, 1),

        // Fields and elements.
        new(Opcode.Ld64Own, Opcode.MulF64, 2),
        new(Opcode.Ld64Own, Opcode.MulF64, 3),
        new(Opcode.Ld64Own, Opcode.AddF64, 2),
        new(Opcode.Ld64Own, Opcode.AddF64, 3),
        new(Opcode.Ld64Own, Opcode.SubF64, 2),
        new(Opcode.Ld64Own, Opcode.SubF64, 3),
        new(Opcode.Ld64Own, Opcode.AddI64, 2),
        new(Opcode.Ld64Own, Opcode.AddI64Imm, 2),
        new(Opcode.Ld64Own, Opcode.SubI64Imm, 2),
        new(Opcode.Ld64Own, Opcode.Ld64Own, 0),
        new(Opcode.St64Own, Opcode.Ld64Own, 0),
        new(Opcode.AddF64, Opcode.St64Own, 3),
        new(Opcode.SubF64, Opcode.St64Own, 3),
        new(Opcode.AddI64, Opcode.St64Own, 3),
        new(Opcode.AddI64Imm, Opcode.St64Own, 3),
        new(Opcode.SubI64Imm, Opcode.St64Own, 3),
        new(Opcode.ArrayLd64Own, Opcode.MulF64, 2),
        new(Opcode.ArrayLd64Own, Opcode.AddI64, 3),
        new(Opcode.ArrayLd8UOwn, Opcode.ExtenduI32I64, 2),
        new(Opcode.ArraySt8Own, Opcode.AddI64Imm, 0),
        new(Opcode.ArraySt64Own, Opcode.AddI64Imm, 0),
        new(Opcode.ArrayStBoolOwn, Opcode.AddI64, 0),
    ];
}
