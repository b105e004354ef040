using System.Reflection.Emit;
using HgmVm.Isa;

namespace HgmVm.Compiled;

/// <summary>
/// The value opcodes that are written as IL of their own instead of a call of their body, and nothing else: those whose
/// body is one or two IL instructions. A call would be inlined to the same machine code, but takes the JIT five times
/// as long and counts against the number of inlinings it is willing to do in one method.
/// </summary>
/// <remarks>
/// That both forms mean the same is what <c>DirectFormsTests</c> shows. A floating-point comparison that branches must
/// not be taken for a NaN: <c>bge</c> and <c>ble</c> hold that promise, their <c>.un</c> forms do not.
/// </remarks>
internal static class DirectForms
{
    private static readonly Dictionary<Opcode, OpCode[]> s_steps = new()
    {
        [Opcode.AddI32] = [OpCodes.Add], [Opcode.SubI32] = [OpCodes.Sub], [Opcode.MulI32] = [OpCodes.Mul],
        [Opcode.AndI32] = [OpCodes.And], [Opcode.OrI32] = [OpCodes.Or], [Opcode.XorI32] = [OpCodes.Xor],
        [Opcode.AddI64] = [OpCodes.Add], [Opcode.SubI64] = [OpCodes.Sub], [Opcode.MulI64] = [OpCodes.Mul],
        [Opcode.AndI64] = [OpCodes.And], [Opcode.OrI64] = [OpCodes.Or], [Opcode.XorI64] = [OpCodes.Xor],
        [Opcode.AddF32] = [OpCodes.Add], [Opcode.SubF32] = [OpCodes.Sub], [Opcode.MulF32] = [OpCodes.Mul],
        [Opcode.DivF32] = [OpCodes.Div],
        [Opcode.AddF64] = [OpCodes.Add], [Opcode.SubF64] = [OpCodes.Sub], [Opcode.MulF64] = [OpCodes.Mul],
        [Opcode.DivF64] = [OpCodes.Div],
        [Opcode.EqI32] = [OpCodes.Ceq], [Opcode.LtI32] = [OpCodes.Clt], [Opcode.GtI32] = [OpCodes.Cgt],
        [Opcode.LtuI32] = [OpCodes.Clt_Un], [Opcode.GtuI32] = [OpCodes.Cgt_Un],
        [Opcode.EqI64] = [OpCodes.Ceq], [Opcode.LtI64] = [OpCodes.Clt], [Opcode.GtI64] = [OpCodes.Cgt],
        [Opcode.LtuI64] = [OpCodes.Clt_Un], [Opcode.GtuI64] = [OpCodes.Cgt_Un],
        [Opcode.EqF32] = [OpCodes.Ceq], [Opcode.LtF32] = [OpCodes.Clt], [Opcode.GtF32] = [OpCodes.Cgt],
        [Opcode.EqF64] = [OpCodes.Ceq], [Opcode.LtF64] = [OpCodes.Clt], [Opcode.GtF64] = [OpCodes.Cgt],
        [Opcode.WrapI64I32] = [OpCodes.Conv_I4], [Opcode.ExtendI32I64] = [OpCodes.Conv_I8],
        [Opcode.ExtenduI32I64] = [OpCodes.Conv_U8],
        [Opcode.ConvertI32F64] = [OpCodes.Conv_R8], [Opcode.ConvertI64F64] = [OpCodes.Conv_R8],
    };

    private static readonly Dictionary<Opcode, OpCode> s_branches = new()
    {
        [Opcode.EqI32] = OpCodes.Beq, [Opcode.NeI32] = OpCodes.Bne_Un, [Opcode.LtI32] = OpCodes.Blt,
        [Opcode.GtI32] = OpCodes.Bgt, [Opcode.LeI32] = OpCodes.Ble, [Opcode.GeI32] = OpCodes.Bge,
        [Opcode.LtuI32] = OpCodes.Blt_Un, [Opcode.GtuI32] = OpCodes.Bgt_Un, [Opcode.LeuI32] = OpCodes.Ble_Un,
        [Opcode.GeuI32] = OpCodes.Bge_Un,
        [Opcode.EqI64] = OpCodes.Beq, [Opcode.NeI64] = OpCodes.Bne_Un, [Opcode.LtI64] = OpCodes.Blt,
        [Opcode.GtI64] = OpCodes.Bgt, [Opcode.LeI64] = OpCodes.Ble, [Opcode.GeI64] = OpCodes.Bge,
        [Opcode.LtuI64] = OpCodes.Blt_Un, [Opcode.GtuI64] = OpCodes.Bgt_Un, [Opcode.LeuI64] = OpCodes.Ble_Un,
        [Opcode.GeuI64] = OpCodes.Bge_Un,
        [Opcode.EqF32] = OpCodes.Beq, [Opcode.NeF32] = OpCodes.Bne_Un, [Opcode.LtF32] = OpCodes.Blt,
        [Opcode.GtF32] = OpCodes.Bgt, [Opcode.LeF32] = OpCodes.Ble, [Opcode.GeF32] = OpCodes.Bge,
        [Opcode.EqF64] = OpCodes.Beq, [Opcode.NeF64] = OpCodes.Bne_Un, [Opcode.LtF64] = OpCodes.Blt,
        [Opcode.GtF64] = OpCodes.Bgt, [Opcode.LeF64] = OpCodes.Ble, [Opcode.GeF64] = OpCodes.Bge,
    };

    /// <summary>What takes the place of a call of the body of <paramref name="op"/>; null when nothing does.</summary>
    /// <param name="op">The opcode that declares the body, not one of its twins.</param>
    public static OpCode[]? Steps(Opcode op) => s_steps.GetValueOrDefault(op);

    /// <summary>The branch that is taken when the comparison <paramref name="op"/> holds; null when there is
    /// none.</summary>
    public static OpCode? Branch(Opcode op) => s_branches.TryGetValue(op, out OpCode branch) ? branch : null;

    /// <summary>The opcodes with a direct form, for the test that compares.</summary>
    public static IEnumerable<Opcode> All => s_steps.Keys.Union(s_branches.Keys);
}
