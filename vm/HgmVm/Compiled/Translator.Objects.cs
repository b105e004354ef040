using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using HgmVm.Isa;
using HgmVm.Isa.Ops;
using HgmVm.Lowering;
using HgmVm.Memory;

namespace HgmVm.Compiled;

/// <summary>
/// Objects: the fast paths of allocation and free are written out, with sizes and addresses as constants; what is rare
/// or long is done by the interpreter's own handler, on operands in the guest frame.
/// </summary>
internal sealed unsafe partial class Translator
{
    private static readonly MethodInfo s_allocateFresh = typeof(HeapFast).GetMethod(nameof(HeapFast.AllocateFresh))!;
    private static readonly MethodInfo s_tether = typeof(Access).GetMethod(nameof(Access.Tether))!;
    private static readonly MethodInfo s_untether = typeof(ReferenceOps).GetMethod(nameof(ReferenceOps.Untether))!;

    private LocalBuilder? _pointerScratch;

    private LocalBuilder LongScratch => _longScratch ??= _il.DeclareLocal(typeof(long));

    private LocalBuilder PointerScratch => _pointerScratch ??= _il.DeclareLocal(typeof(nint));

    public bool Alloc()
    {
        int sizeClass = _at.B, typeId = _at.C, target = _at.A;
        SizeClassState* slots = HeapFast.Class(&Machine->Heap, sizeClass);
        LocalBuilder p = PointerScratch;
        int site = NewSite();
        Label done = _il.DefineLabel();
        _il.Address(&slots->Free);
        _il.Emit(OpCodes.Ldind_I);
        _il.Store(p);
        _il.Load(p);
        _il.Branch(OpCodes.Brfalse, Cold(() =>
        {
            _il.Address(&Machine->Heap);
            _il.Constant(sizeClass);
            _il.Constant(typeId);
            _il.Call(s_allocateFresh);
            _il.Store(p);
            _il.Load(p);
            _il.Branch(OpCodes.Brtrue, done);
            WriteTrap(site, TrapKind.OutOfMemory);
        }));
        // The list goes on, the generation goes up by one, the payload becomes zero.
        _il.Address(&slots->Free);
        _il.Load(p);
        _il.Emit(OpCodes.Ldind_I);
        _il.Emit(OpCodes.Stind_I);
        _il.Load(p);
        AddOffset(-ObjectHeader.SizeBytes);
        _il.Load(p);
        AddOffset(-ObjectHeader.SizeBytes);
        _il.Emit(OpCodes.Ldind_U4);
        _il.Constant(1);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Conv_U8);
        _il.Constant((long)typeId << ObjectHeader.TypeShift);
        _il.Emit(OpCodes.Or);
        _il.Emit(OpCodes.Stind_I8);
        ClearPayload(p, SizeClasses.SlotBytes(sizeClass) - ObjectHeader.SizeBytes);
        _il.Mark(done);
        _il.Load(p);
        Store(target, WordType.Pointer);
        return true;
    }

    private void ClearPayload(LocalBuilder p, int bytes)
    {
        const int MostStores = 8;
        if (bytes / sizeof(ulong) > MostStores)
        {
            _il.Load(p);
            _il.Constant(bytes);
            _il.Call(_runtime.Clear);
            return;
        }
        for (int offset = 0; offset < bytes; offset += sizeof(ulong))
        {
            _il.Load(p);
            AddOffset(offset);
            _il.Constant(0L);
            _il.Emit(OpCodes.Stind_I8);
        }
    }

    public bool Free()
    {
        int slot = _at.A, sizeClass = _at.B, mode = _at.C, site = NewSite();
        Label done = _il.DefineLabel();
        if (sizeClass != FunctionLowering.AnySizeClass) FreeFast(slot, sizeClass, Cold(Slow));
        else FreeArray(slot, Cold(Slow));
        _il.Mark(done);
        return true;

        void Slow()
        {
            LoadPlace(site);
            Load(slot, WordType.Pointer);
            _il.Constant(sizeClass);
            _il.Constant(mode);
            _il.Call(_runtime.FreeSlow);
            _il.Branch(OpCodes.Br, done);
        }
    }

    /// <summary>A living object that nothing holds goes to the head of its list; anything else is for the slow
    /// path.</summary>
    private void FreeFast(int slot, int sizeClass, Label slow)
    {
        SizeClassState* slots = HeapFast.Class(&Machine->Heap, sizeClass);
        LocalBuilder header = LongScratch;
        Load(slot, WordType.Pointer);
        AddOffset(-ObjectHeader.SizeBytes);
        _il.Emit(OpCodes.Ldind_I8);
        _il.Store(header);
        _il.Load(header);
        _il.Constant(unchecked((long)ObjectHeader.Held));
        _il.Emit(OpCodes.And);
        _il.Branch(OpCodes.Brtrue, slow);
        _il.Load(header);
        _il.Emit(OpCodes.Conv_U4);
        _il.Emit(OpCodes.Conv_U8);
        _il.Store(header);
        _il.Load(header);
        _il.Address(&Machine->Heap.FreeLimit);
        _il.Emit(OpCodes.Ldind_I8);
        _il.Branch(OpCodes.Bge_Un, slow);
        Load(slot, WordType.Pointer);
        AddOffset(-ObjectHeader.SizeBytes);
        _il.Load(header);
        _il.Constant(1L);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stind_I8);
        Load(slot, WordType.Pointer);
        _il.Address(&slots->Free);
        _il.Emit(OpCodes.Ldind_I);
        _il.Emit(OpCodes.Stind_I);
        _il.Address(&slots->Free);
        Load(slot, WordType.Pointer);
        _il.Emit(OpCodes.Stind_I);
    }

    public bool FreeDeep()
    {
        int slot = _at.A, mode = _at.B, distance = _at.C, site = NewSite(distance);
        Label done = _il.DefineLabel();
        Load(slot, WordType.Pointer);
        _il.Branch(OpCodes.Brfalse, done);
        LoadPlace(site);
        Load(slot, WordType.Pointer);
        _il.Constant(mode);
        _il.Constant(distance);
        _il.Call(_runtime.FreeDeep);
        _il.Mark(done);
        return true;
    }

    public bool UntetherAny()
    {
        EndTether(_at.A, Slots(_word + 1, _at.B).Select(slot => (int)slot));
        return true;
    }

    /// <summary>
    /// Ends a tether out of its turn, among others that end as well: the one that found the bit clear clears it, or
    /// hands it over to one that stays; the others only found it set.
    /// </summary>
    private void GiveUpTether(int ended, IEnumerable<int> others)
    {
        Label done = _il.DefineLabel();
        Load(ended + 2, WordType.I64);
        _il.Constant(1L);
        _il.Emit(OpCodes.And);
        _il.Branch(OpCodes.Brtrue, done);
        EndTether(ended, others);
        _il.Mark(done);
    }

    private void EndTether(int ended, IEnumerable<int> others)
    {
        Label plain = _il.DefineLabel(), done = _il.DefineLabel();
        Load(ended + 2, WordType.I64);
        _il.Constant(1L);
        _il.Emit(OpCodes.And);
        _il.Branch(OpCodes.Brtrue, plain);
        foreach (int other in others) HandOver(ended, other, done);
        _il.Mark(plain);
        LoadBorrow(ended);
        _il.Call(s_untether);
        _il.Mark(done);
    }

    /// <summary>
    /// When another tether of the same bit found it set, that one now has to clear it in the end (V22, problem 4). The
    /// interpreter does the same in <c>HandOverTether</c>.
    /// </summary>
    private void HandOver(int ended, int other, Label done)
    {
        Label next = _il.DefineLabel();
        Load(other + 1, WordType.Pointer);
        Load(ended + 1, WordType.Pointer);
        _il.Branch(OpCodes.Bne_Un, next);
        Load(other + 2, WordType.I64);
        _il.Constant(unchecked((long)Memory.Borrow.TetherBits));
        _il.Emit(OpCodes.And);
        Load(ended + 2, WordType.I64);
        _il.Constant(unchecked((long)Memory.Borrow.TetherBits));
        _il.Emit(OpCodes.And);
        _il.Constant(1L);
        _il.Emit(OpCodes.Or);
        _il.Branch(OpCodes.Bne_Un, next);
        Load(other + 2, WordType.I64);
        _il.Constant(~1L);
        _il.Emit(OpCodes.And);
        Store(other + 2, WordType.I64);
        _il.Branch(OpCodes.Br, done);
        _il.Mark(next);
    }

    public bool LockBorrow()
    {
        Label dead = _il.DefineLabel(), next = _il.DefineLabel();
        BranchUnlessAlive(_at.B, dead);
        Load(_at.B, WordType.Pointer);
        _il.Call(s_tether);
        StoreBorrow(_at.A);
        _il.Branch(OpCodes.Br, next);
        _il.Mark(dead);
        JumpFromDead();
        _il.Mark(next);
        return true;
    }

    public bool LockCon()
    {
        Label dead = _il.DefineLabel(), next = _il.DefineLabel();
        BranchUnlessAlive(_at.B, dead);
        // Alive, so the interpreter's step does not jump.
        Spill(_at.B, _at.B);
        Spill(_at.B + 1, _at.B + 1);
        WriteStep();
        Reload(_at.A, _at.A);
        _il.Branch(OpCodes.Br, next);
        _il.Mark(dead);
        JumpFromDead();
        _il.Mark(next);
        return true;
    }

    private void JumpFromDead()
    {
        int distance = (short)_at.C;
        if (distance <= 0) BackwardJump();
        _il.Branch(OpCodes.Br, _labels[_word + distance]);
    }

    public bool Str() => Step();

    public bool Con() => Step();

    public bool Release() => Step();

    public bool Look() => Step();

    public bool ArrayInsert() => Step();

    public bool ArrayRemove() => Step();

    public bool ArraySwap() => Step();

    public bool ArrayFill() => Step();

    public bool ArrayResize() => Step();

    /// <summary>Lets the interpreter's handler do the instruction: operands go to the guest frame and the result comes
    /// from it.</summary>
    private bool Step()
    {
        OpcodeRow row = OpcodeTable.Row(_at.Opcode);
        for (int i = 0; i < row.OperandCount; i++)
        {
            if (!row[i].IsRegister || row[i].Role == OperandRole.Def) continue;
            int slot = Place(i);
            for (int word = 0; word < _registerWords[slot]; word++) Spill(slot + word, slot + word);
        }
        WriteStep();
        for (int i = 0; i < row.OperandCount; i++)
        {
            if (row[i].Role != OperandRole.Def) continue;
            int slot = Place(i);
            for (int word = 0; word < _registerWords[slot]; word++) Reload(slot + word, slot + word);
        }
        return true;
    }

    private void WriteStep()
    {
        ReadOnlySpan<Instruction> words =
            CollectionsMarshal.AsSpan(_code.Words[_word..(_word + WordCount(_word))].ToList());
        LoadPlace(NewSite());
        _il.Address(_unit.StoreStep(words));
        _il.Call(_runtime.Step);
    }
}
