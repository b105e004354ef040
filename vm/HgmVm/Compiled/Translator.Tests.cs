using System.Reflection.Emit;
using HgmVm.Isa;

namespace HgmVm.Compiled;

/// <summary>
/// A test whose result the next instruction branches on. Written apart, the result is a number that the JIT makes and
/// compares again wherever it is used later; written as one branch, it is a constant on either side.
/// </summary>
internal sealed unsafe partial class Translator
{
    /// <summary>Writes the test at hand together with the branch behind it, at which it leaves off; false, and nothing
    /// done, when they are something else.</summary>
    private bool WriteTestAndBranch()
    {
        int result = _at.A, next = _word + WordCount(_word);
        if (_unit.Options.CountOpcodes || next >= _code.Words.Length || _labels.ContainsKey(next)) return false;
        Instruction branch = _code.Words[next];
        if (branch.Opcode is not (Opcode.XBrZ or Opcode.XBrNz) || branch.A != result) return false;
        Label fails = _il.DefineLabel(), end = _il.DefineLabel();
        if (!BranchUnlessTrue(fails)) return false;
        (_word, _at) = (next, branch);
        Decide(1, Opcode.XBrNz);
        _il.Branch(OpCodes.Br, end);
        _il.Mark(fails);
        Decide(0, Opcode.XBrZ);
        _il.Mark(end);
        return true;
    }

    /// <summary>The result of the test, and the jump if that is what the branch at hand waits for.</summary>
    private void Decide(int result, Opcode jumpsIf)
    {
        _il.Constant(result);
        Store(_at.A, WordType.I32);
        if (_at.Opcode != jumpsIf) return;
        int distance = (short)_at.C;
        if (distance <= 0) BackwardJump();
        _il.Branch(OpCodes.Br, _labels[_word + distance]);
    }

    private bool BranchUnlessTrue(Label fails)
    {
        switch (_at.Opcode)
        {
            case Opcode.FullOwn:
                Field(_at.B, _at.C)();
                _il.Emit(OpCodes.Ldind_I);
                _il.Branch(OpCodes.Brfalse, fails);
                return true;
            case Opcode.ArrayFullOwn:
                OwnerElement(_at.B, _at.C)();
                _il.Emit(OpCodes.Ldind_I);
                _il.Branch(OpCodes.Brfalse, fails);
                return true;
            case Opcode.AliveRef:
                BranchUnlessAlive(_at.B, fails);
                return true;
            default:
                return OpMethods.Of(_at.Opcode) is { IsBranch: false } method
                    && DirectForms.Branch(method.Opcode) is { } comparison && Compare(method, comparison, fails);
        }
    }

    private bool Compare(OpMethod method, OpCode comparison, Label fails)
    {
        Label holds = _il.DefineLabel();
        if (!LoadOperands(method, 1)) return false;
        _il.Branch(comparison, holds);
        _il.Branch(OpCodes.Br, fails);
        _il.Mark(holds);
        return true;
    }
}
