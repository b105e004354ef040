using HgmVm.Bytecode;
using HgmVm.Linking;

namespace HgmVm.Lowering;

/// <summary>Where the registers of a function stand in its frame: in order, one to three slots each, then
/// temporaries.</summary>
internal sealed class FrameLayout
{
    private readonly int[] _slots;
    private readonly int _registerSlots;
    private int _temporariesInUse;
    private int _mostTemporaries;

    public FrameLayout(LinkedFunction function)
    {
        List<RegisterDefinition> registers = function.Definition.Registers;
        Types = new LinkedType[registers.Count];
        _slots = new int[registers.Count];
        int slot = 0;
        for (int i = 0; i < _slots.Length; i++)
        {
            Types[i] = function.Module.Link(registers[i].Type);
            _slots[i] = slot;
            slot += Types[i].Slots;
        }
        _registerSlots = slot;
    }

    /// <summary>The types of the registers.</summary>
    public LinkedType[] Types { get; }

    /// <summary>Slots of the whole frame, at least one, as far as it is known now.</summary>
    public int FrameSlots => Math.Max(1, _registerSlots + _mostTemporaries);

    /// <summary>The first slot of a register.</summary>
    public int SlotOf(int register) => _slots[register];

    /// <summary>A temporary for the instruction that is being lowered.</summary>
    public int Temporary(int slots)
    {
        int slot = _registerSlots + _temporariesInUse;
        _temporariesInUse += slots;
        _mostTemporaries = Math.Max(_mostTemporaries, _temporariesInUse);
        return slot;
    }

    /// <summary>The temporaries are free for the next instruction.</summary>
    public void ReleaseTemporaries() => _temporariesInUse = 0;
}
