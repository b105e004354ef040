using System.Reflection;
using System.Reflection.Emit;
using HgmVm.Bytecode;
using HgmVm.Memory;

namespace HgmVm.Compiled;

/// <summary>
/// Arrays as a whole: what usually happens is written out, or is one call of the heap; whatever else may be is a step
/// of the interpreter in a cold block.
/// </summary>
internal sealed unsafe partial class Translator
{
    private static readonly MethodInfo s_allocateArray = typeof(HeapFast).GetMethod(nameof(HeapFast.AllocateArray))!;
    private static readonly MethodInfo s_freeArray = typeof(HeapFast).GetMethod(nameof(HeapFast.FreeArray))!;
    private static readonly int s_capacity = Offset(nameof(ArrayObject.Capacity));

    public bool ArrayNew()
    {
        int length = _at.B, typeId = _at.C, site = NewSite();
        Label done = _il.DefineLabel(), step = ColdStep(done);
        Load(length, WordType.I64);
        _il.Constant(0L);
        _il.Branch(OpCodes.Blt, step);
        _il.Address(&Machine->Heap);
        _il.Constant(typeId);
        _il.Constant(Machine->Heap.Types[typeId].ElementBytes);
        Load(length, WordType.I64);
        _il.Call(s_allocateArray);
        _il.Store(PointerScratch);
        _il.Load(PointerScratch);
        _il.Branch(OpCodes.Brfalse, Cold(() => WriteTrap(site, Isa.TrapKind.OutOfMemory)));
        _il.Load(PointerScratch);
        Store(_at.A, WordType.Pointer);
        _il.Mark(done);
        return true;
    }

    public bool ArrayPush()
    {
        int array = _at.A, value = _at.B, guard = _at.C;
        if (FormOf(guard, isStore: true) is not { } form) return Step();
        Label done = _il.DefineLabel(), step = ColdStep(done);
        BranchIfTethered(array, guard, step);
        ReadLength(array);
        _il.Store(LongScratch);
        _il.Load(LongScratch);
        Load(array, WordType.Pointer);
        AddOffset(s_capacity);
        _il.Emit(OpCodes.Ldind_I8);
        _il.Branch(OpCodes.Beq, step);
        Transfer(form, value, extra => LastElement(array, form.Width, extra));
        SetLength(array, 1);
        _il.Mark(done);
        return true;
    }

    public bool ArrayPop()
    {
        int target = _at.A, array = _at.B, guard = _at.C;
        if (FormOf(guard, isStore: false) is not { } form) return Step();
        Label done = _il.DefineLabel(), step = ColdStep(done);
        BranchIfTethered(array, guard, step);
        ReadLength(array);
        _il.Store(LongScratch);
        _il.Load(LongScratch);
        _il.Branch(OpCodes.Brfalse, step);
        if ((ValueKind)(byte)guard is ValueKind.Own or ValueKind.Con)
        {
            // An empty one traps, and stays.
            LastElement(array, form.Width, -form.Width);
            _il.Emit(OpCodes.Ldind_I);
            _il.Branch(OpCodes.Brfalse, step);
        }
        SetLength(array, -1);
        Transfer(form, target, extra => LastElement(array, form.Width, extra - form.Width));
        _il.Mark(done);
        return true;
    }

    public bool ArrayCopy()
    {
        Isa.Instruction more = _code.Words[_word + 1];
        Label done = _il.DefineLabel(), step = ColdStep(done);
        Load(_at.A, WordType.Pointer);
        Load(_at.B, WordType.I64);
        Load(_at.C, WordType.Pointer);
        Load(more.Place(0), WordType.I64);
        Load(more.Place(1), WordType.I64);
        _il.Constant((int)more.Place(2));
        _il.Call(_runtime.CopyElements);
        _il.Branch(OpCodes.Brfalse, step);
        _il.Mark(done);
        return true;
    }

    /// <summary>An array that nothing holds and that owns nothing more.</summary>
    private void FreeArray(int slot, Label slow)
    {
        Load(slot, WordType.Pointer);
        AddOffset(-ObjectHeader.SizeBytes);
        _il.Emit(OpCodes.Ldind_I8);
        _il.Constant(unchecked((long)ObjectHeader.Held));
        _il.Emit(OpCodes.And);
        _il.Branch(OpCodes.Brtrue, slow);
        _il.Address(&Machine->Heap);
        Load(slot, WordType.Pointer);
        _il.Call(s_freeArray);
    }

    /// <summary>A cold block that leaves the instruction to the interpreter, and goes on at its end.</summary>
    private Label ColdStep(Label done) => Cold(() =>
    {
        Step();
        _il.Branch(OpCodes.Br, done);
    });

    /// <summary>How elements move between registers and the array; null for a kind that takes more than that.</summary>
    private static MemoryForm? FormOf(int guard, bool isStore)
    {
        var kind = (ValueKind)(byte)guard;
        bool isPlain = kind is <= ValueKind.Ref or ValueKind.Con;
        return isPlain ? new MemoryForm(kind, false, true, isStore) : null;
    }

    /// <summary>A tether keeps the elements where they are, unless the mode of the step is fast (bit 8 of the
    /// guard).</summary>
    private void BranchIfTethered(int array, int guard, Label step)
    {
        const int FastBit = 0x100;
        if ((guard & FastBit) != 0) return;
        Load(array, WordType.Pointer);
        AddOffset(-ObjectHeader.SizeBytes);
        _il.Emit(OpCodes.Ldind_I8);
        _il.Constant(unchecked((long)(ObjectHeader.Held & ~ObjectHeader.Constrained)));
        _il.Emit(OpCodes.And);
        _il.Branch(OpCodes.Brtrue, step);
    }

    /// <summary>Pushes the address of the element at the length that was read.</summary>
    private void LastElement(int array, int width, int extra)
    {
        ReadElements(array);
        _il.Load(LongScratch);
        if (width > 1)
        {
            _il.Constant((long)width);
            _il.Emit(OpCodes.Mul);
        }
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Add);
        AddOffset(extra);
    }

    /// <summary>The length that was read, and a difference, is the new length.</summary>
    private void SetLength(int array, int difference)
    {
        Load(array, WordType.Pointer);
        AddOffset(s_length);
        _il.Load(LongScratch);
        _il.Constant((long)difference);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stind_I8);
    }
}
