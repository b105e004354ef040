using System.Reflection.Emit;
using HgmVm.Elision;

namespace HgmVm.Compiled;

/// <summary>
/// Length and elements of arrays that nothing in a loop can change are read once, where the loop is entered. The JIT
/// cannot do that: to it any store may change them.
/// </summary>
internal sealed unsafe partial class Translator
{
    private readonly List<ArrayView> _views = [];

    /// <summary>Gives each array of a loop its locals.</summary>
    private void PlanViews()
    {
        foreach (LoopArrays loop in _unit.LoopArraysOf(_function))
        {
            int start = _code.WayInto(loop.Header);
            int entry = loop.Entry == loop.Header ? start : _code.WordAt(loop.Entry);
            int end = loop.End < _function.Definition.Code.Count ? _code.WordAt(loop.End) : int.MaxValue;
            // Code of an end that cannot be reached has no place.
            if (entry < 0 || start < 0 || end < 0) continue;
            foreach (SteadyArray array in loop.Arrays)
            {
                // A second local for the same number would take a register of the processor from something else.
                bool isKnown = array.Length >= 0;
                _views.Add(new ArrayView(_layout.SlotOf(array.Register), entry, start, end,
                    isKnown ? null : _il.DeclareLocal(typeof(long)), isKnown ? _layout.SlotOf(array.Length) : -1,
                    _il.DeclareLocal(typeof(nint))));
            }
        }
    }

    /// <summary>Reads what the loop that starts at a word will keep; control is about to fall into it.</summary>
    private void FillViews(int word)
    {
        foreach (ArrayView view in _views)
            if (view.Entry == word && view.Start == word) Fill(view);
    }

    /// <summary>The same where the jump at a word goes to the test of the loop behind it.</summary>
    private void FillViewsBeforeJump(int word)
    {
        foreach (ArrayView view in _views)
            if (view.Entry == word && view.Start != word) Fill(view);
    }

    /// <summary>Reads what all loops around a word keep; control is about to jump there from outside.</summary>
    private void FillViewsAround(int word)
    {
        foreach (ArrayView view in _views)
            if (view.Covers(word)) Fill(view);
    }

    /// <summary>A reference may be null until the first use of it traps; then there is nothing to read.</summary>
    private void Fill(ArrayView view)
    {
        if (view.Length is null)
        {
            ReadElements(view.Slot);
            _il.Store(view.Elements);
            return;
        }
        Label isNull = _il.DefineLabel(), done = _il.DefineLabel();
        Load(view.Slot, WordType.Pointer);
        _il.Branch(OpCodes.Brfalse, isNull);
        ReadLength(view.Slot);
        _il.Store(view.Length);
        ReadElements(view.Slot);
        _il.Store(view.Elements);
        _il.Branch(OpCodes.Br, done);
        _il.Mark(isNull);
        _il.Constant(0L);
        _il.Store(view.Length);
        _il.Constant(0);
        _il.Emit(OpCodes.Conv_I);
        _il.Store(view.Elements);
        _il.Mark(done);
    }

    private void PushLength(int slot)
    {
        if (ViewOf(slot) is not { } view) ReadLength(slot);
        else if (view.Length is { } length) _il.Load(length);
        else Load(view.LengthSlot, WordType.I64);
    }

    private void PushElements(int slot)
    {
        if (ViewOf(slot) is { } view) _il.Load(view.Elements);
        else ReadElements(slot);
    }

    private void ReadLength(int slot)
    {
        Load(slot, WordType.Pointer);
        AddOffset(s_length);
        _il.Emit(OpCodes.Ldind_I8);
    }

    private void ReadElements(int slot)
    {
        Load(slot, WordType.Pointer);
        AddOffset(s_elements);
        _il.Emit(OpCodes.Ldind_I);
    }

    private ArrayView? ViewOf(int slot)
    {
        foreach (ArrayView view in _views)
            if (view.Slot == slot && view.Covers(_word)) return view;
        return null;
    }

    /// <param name="Slot">The array.</param>
    /// <param name="Entry">The word at which control comes into the loop.</param>
    /// <param name="Start">First word of the loop.</param>
    /// <param name="End">One past its last word.</param>
    /// <param name="Length">Holds the number of elements; null when a slot does.</param>
    /// <param name="LengthSlot">That slot; -1 for none.</param>
    /// <param name="Elements">Holds the address of the first.</param>
    private sealed record ArrayView(int Slot, int Entry, int Start, int End, LocalBuilder? Length, int LengthSlot,
        LocalBuilder Elements)
    {
        public bool Covers(int word) => word >= Start && word < End;
    }
}
