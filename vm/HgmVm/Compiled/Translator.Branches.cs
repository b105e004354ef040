using System.Reflection.Emit;
using HgmVm.Isa;

namespace HgmVm.Compiled;

/// <summary>
/// Branches that a processor would guess wrong, written without a guess. Two bounds of one number, each with a branch
/// of its own, tell apart *below* and *above*, which the program does not care about; one unsigned comparison does not.
/// And a branch around the addition of a literal adds nothing instead.
/// </summary>
/// <remarks>
/// The JIT turns branches into selections only outside of loops, and merges bounds only in few shapes. Both together
/// took a ninth of the time of the benchmark <c>ships</c>, see the notebook. More is not better: a branch also tells
/// the processor something about those behind it. With <c>xor</c> and registers, richards was a twentieth slower.
/// </remarks>
internal sealed unsafe partial class Translator
{
    /// <summary>Writes the two bounds at hand as one test; false, and nothing done, when they are something
    /// else.</summary>
    private bool WriteRangeTest()
    {
        int next = _word + 1;
        if (!MayMergeWith(next) || BoundAt(_word) is not { } first || BoundAt(next) is not { } second) return false;
        if (first.Slot != second.Slot || first.Type != second.Type) return false;
        bool isOutside = first.Target == second.Target && first.IsUpper != second.IsUpper;
        bool isInside = first.Target == next + 1 && first.IsUpper == second.IsUpper;
        if (!isOutside && !isInside) return false;
        // Inside means past the first bound and not past the second, which is of the same sort.
        int other = isOutside ? second.Limit : second.IsUpper ? second.Limit + 1 : second.Limit - 1;
        (int low, int high) = first.IsUpper ? (other, first.Limit) : (first.Limit, other);
        if (low > high) return false;
        Load(first.Slot, first.Type);
        PushNumber(low, first.Type);
        _il.Emit(OpCodes.Sub);
        PushNumber(high - low, first.Type);
        (_word, _at) = (next, _code.Words[next]);
        _il.Branch(isOutside ? OpCodes.Bgt_Un : OpCodes.Ble_Un, _labels[second.Target]);
        return true;
    }

    /// <summary>The bound that a branch forward tests a register against; null when it does something else.</summary>
    private Bound? BoundAt(int word)
    {
        Instruction at = _code.Words[word];
        int literal = (short)at.B, distance = (short)at.C;
        if (OpMethods.Of(at.Opcode) is not { IsBranch: true, HasLiteral: true } method || distance <= 0) return null;
        (bool isUpper, int limit)? inside = method.Opcode switch
        {
            Opcode.GtI64 or Opcode.GtI32 => (true, literal),
            Opcode.GeI64 or Opcode.GeI32 => (true, literal - 1),
            Opcode.LtI64 or Opcode.LtI32 => (false, literal),
            Opcode.LeI64 or Opcode.LeI32 => (false, literal + 1),
            _ => null,
        };
        if (inside is not { } bound) return null;
        WordType type = method.Parameters[0].ParameterType == typeof(int) ? WordType.I32 : WordType.I64;
        return new Bound(at.A, type, bound.isUpper, bound.limit, word + distance);
    }

    /// <summary>Writes the branch at hand and the one addition that it leaps over as an addition of the number or of
    /// nothing; false, and nothing done, when they are something else.</summary>
    private bool WriteLeapOverSum()
    {
        int next = _word + 1;
        if (!MayMergeWith(next) || (short)_at.C != 2) return false;
        if (OpMethods.Of(_at.Opcode) is not { IsBranch: true } branch || WholeComparison(branch.Opcode) is not { } set)
            return false;
        Instruction sum = _code.Words[next];
        if (OpMethods.Of(sum.Opcode) is not { IsBranch: false, HasLiteral: true } method || !IsSum(method.Opcode)
            || sum.A != sum.B) return false;
        WordType type = _types[sum.A];
        Load(sum.A, type);
        if (!LoadOperands(branch, 0)) return false;
        _il.Emit(set.Step);
        if (type == WordType.I64) _il.Emit(OpCodes.Conv_U8);
        if (set.IsNegated) _il.Emit(OpCodes.Neg);
        else
        {
            PushNumber(1, type);
            _il.Emit(OpCodes.Sub);
        }
        PushNumber((short)sum.C, type);
        _il.Emit(OpCodes.And);
        _il.Emit(DirectForms.Steps(method.Opcode)![0]);
        Store(sum.A, type);
        (_word, _at) = (next, sum);
        return true;
    }

    /// <summary>The instruction at a word belongs to the one before it: it is there, nothing jumps to it, and nobody
    /// counts it.</summary>
    private bool MayMergeWith(int word) =>
        !_unit.Options.CountOpcodes && word < _code.Words.Length && !_labels.ContainsKey(word);

    private static bool IsSum(Opcode op) => op is Opcode.AddI64 or Opcode.SubI64 or Opcode.AddI32 or Opcode.SubI32;

    /// <summary>The IL that gives 1 where a comparison of whole numbers holds, or where it does not.</summary>
    private static (OpCode Step, bool IsNegated)? WholeComparison(Opcode op) => op switch
    {
        Opcode.EqI64 or Opcode.EqI32 => (OpCodes.Ceq, false),
        Opcode.NeI64 or Opcode.NeI32 => (OpCodes.Ceq, true),
        Opcode.LtI64 or Opcode.LtI32 => (OpCodes.Clt, false),
        Opcode.GeI64 or Opcode.GeI32 => (OpCodes.Clt, true),
        Opcode.GtI64 or Opcode.GtI32 => (OpCodes.Cgt, false),
        Opcode.LeI64 or Opcode.LeI32 => (OpCodes.Cgt, true),
        Opcode.LtuI64 or Opcode.LtuI32 => (OpCodes.Clt_Un, false),
        Opcode.GeuI64 or Opcode.GeuI32 => (OpCodes.Clt_Un, true),
        Opcode.GtuI64 or Opcode.GtuI32 => (OpCodes.Cgt_Un, false),
        Opcode.LeuI64 or Opcode.LeuI32 => (OpCodes.Cgt_Un, true),
        _ => null,
    };

    private void PushNumber(int value, WordType type)
    {
        if (type == WordType.I32) _il.Constant(value);
        else _il.Constant((long)value);
    }

    /// <summary>A branch on a number that is too small or too large.</summary>
    /// <param name="Slot">The number.</param>
    /// <param name="Type">Its type.</param>
    /// <param name="IsUpper">It is too large when the branch is taken.</param>
    /// <param name="Limit">The last one that is not.</param>
    /// <param name="Target">Where the branch goes, as a word.</param>
    private readonly record struct Bound(int Slot, WordType Type, bool IsUpper, int Limit, int Target);
}
