using HgmVm.Bytecode;
using ValueType = HgmVm.Bytecode.ValueType;

namespace HgmVm.Verification;

/// <summary>Which registers of a function are linear and which are borrows, as bit sets and dense numbers.</summary>
internal sealed class RegisterMap
{
    private readonly ushort[] _borrowNumbers;

    public RegisterMap(FunctionDefinition function)
    {
        Count = function.Registers.Count;
        Linear = new ulong[(Count + 63) / 64];
        _borrowNumbers = new ushort[Count];
        var borrows = new List<int>();
        for (int i = 0; i < Count; i++)
        {
            ValueType type = function.Registers[i].Type;
            if (type.IsLinear) Linear[i / 64] |= 1UL << i;
            if (type.Kind != ValueKind.Borrow) continue;
            _borrowNumbers[i] = (ushort)borrows.Count;
            borrows.Add(i);
        }
        Borrows = [.. borrows];
    }

    public int Count { get; }

    /// <summary>One bit a register: set for own and con.</summary>
    public ulong[] Linear { get; }

    /// <summary>The borrow registers.</summary>
    public int[] Borrows { get; }

    /// <summary>Bytes that one state of all registers takes.</summary>
    public int StateBytes => Linear.Length * 3 * sizeof(ulong) + Borrows.Length * sizeof(uint) + 128;

    /// <summary>The place of a borrow register among the borrow registers.</summary>
    public int BorrowNumber(int register) => _borrowNumbers[register];
}
