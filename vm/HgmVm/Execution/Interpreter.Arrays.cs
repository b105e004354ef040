using System.Runtime.CompilerServices;
using HgmVm.Bytecode;
using HgmVm.Isa.Ops;
using HgmVm.Isa;
using HgmVm.Machine;
using HgmVm.Memory;
using Handler = nint;

namespace HgmVm.Execution;

/// <summary>Arrays: making, growing, shifting and bulk moves. Single elements are value opcodes.</summary>
internal sealed unsafe partial class Interpreter
{
    public Handler ArrayNew() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoArrayNew;

    public Handler ArrayPush() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoArrayPush;

    public Handler ArrayPop() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoArrayPop;

    public Handler ArrayInsert() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoArrayInsert;

    public Handler ArrayRemove() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoArrayRemove;

    public Handler Look() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoLook;

    public Handler ArraySwap() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoArraySwap;

    public Handler ArrayFill() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoArrayFill;

    public Handler ArrayResize() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoArrayResize;

    public Handler ArrayCopy() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoArrayCopy;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoArrayNew(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        long length = (long)r[pc->B];
        if (length < 0) return RaiseLength(pc, r, x, length);
        byte* p = HeapFast.AllocateArray(&x->Heap, pc->C, x->Heap.Types[pc->C].ElementBytes, length);
        if (p == null) return Raise(pc, r, x, TrapKind.OutOfMemory);
        r[pc->A] = (ulong)p;
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoArrayPush(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var array = (ArrayObject*)r[pc->A];
        if (MayNotMove(array, pc->C))
            return Raise(pc, r, x, TrapKind.Tethered);
        var kind = (ValueKind)(byte)pc->C;
        if (array->Length == array->Capacity && !Grow(x, array, kind)) return Raise(pc, r, x, TrapKind.OutOfMemory);
        Elements.Store(array, array->Length, kind, r + pc->B);
        array->Length++;
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoArrayPop(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var array = (ArrayObject*)r[pc->B];
        if (MayNotMove(array, pc->C))
            return Raise(pc, r, x, TrapKind.Tethered);
        if (array->Length == 0) return RaiseIndex(pc, r, x, 0, 0);
        if (Elements.IsEmpty(array, array->Length - 1, (ValueKind)(byte)pc->C)) return RaiseEmpty(pc, r, x);
        Elements.Load(array, array->Length - 1, (ValueKind)(byte)pc->C, r + pc->A);
        array->Length--;
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoArrayInsert(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var array = (ArrayObject*)r[pc->A];
        if (MayNotMove(array, pc[1].Op))
            return Raise(pc, r, x, TrapKind.Tethered);
        var index = (long)r[pc->B];
        var kind = (ValueKind)(byte)pc[1].Op;
        if ((ulong)index > (ulong)array->Length) return RaiseIndex(pc, r, x, index, array->Length);
        if (array->Length == array->Capacity && !Grow(x, array, kind)) return Raise(pc, r, x, TrapKind.OutOfMemory);
        TrapKind late = BulkSteps.Begin(x, (array->Length - index) * Elements.Width(kind));
        if (late != TrapKind.None) return Raise(pc, r, x, late);
        Elements.Shift(array, index, index + 1, kind);
        Elements.Store(array, index, kind, r + pc->C);
        array->Length++;
        pc += 2;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoArrayRemove(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var array = (ArrayObject*)r[pc->B];
        if (MayNotMove(array, pc[1].Op))
            return Raise(pc, r, x, TrapKind.Tethered);
        var index = (long)r[pc->C];
        var kind = (ValueKind)(byte)pc[1].Op;
        if ((ulong)index >= (ulong)array->Length) return RaiseIndex(pc, r, x, index, array->Length);
        if (Elements.IsEmpty(array, index, kind)) return RaiseEmpty(pc, r, x);
        TrapKind late = BulkSteps.Begin(x, (array->Length - index) * Elements.Width(kind));
        if (late != TrapKind.None) return Raise(pc, r, x, late);
        Elements.Load(array, index, kind, r + pc->A);
        Elements.Shift(array, index + 1, index, kind);
        array->Length--;
        pc += 2;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoLook(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var array = (ArrayObject*)r[pc->A];
        int typeId = ObjectHeader.TypeId(*Access.Header((byte*)array));
        TrapKind late = BulkSteps.Begin(x, array->Length * x->Heap.Types[typeId].ElementBytes);
        if (late != TrapKind.None) return Raise(pc, r, x, late);
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoArraySwap(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var array = (ArrayObject*)r[pc->A];
        if (MayNotMove(array, pc[1].Op))
            return Raise(pc, r, x, TrapKind.Tethered);
        long first = (long)r[pc->B], second = (long)r[pc->C];
        if ((ulong)first >= (ulong)array->Length) return RaiseIndex(pc, r, x, first, array->Length);
        if ((ulong)second >= (ulong)array->Length) return RaiseIndex(pc, r, x, second, array->Length);
        Elements.Exchange(array, first, second, (ValueKind)(byte)pc[1].Op);
        pc += 2;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoArrayFill(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var array = (ArrayObject*)r[pc->A];
        long from = (long)r[pc->B], count = (long)r[pc->C];
        if (!Elements.IsRange(array, from, count)) return RaiseRange(pc, r, x, from, count, array->Length);
        var kind = (ValueKind)pc[1].A;
        TrapKind late = kind == ValueKind.Inline
            ? BulkSteps.FillInline(x, array, from, count, (byte*)r[pc[1].Op], pc[1].B, pc[1].C)
            : BulkSteps.Fill(x, array, from, count, kind, r + pc[1].Op);
        if (late != TrapKind.None) return Raise(pc, r, x, late);
        pc += 2;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoArrayCopy(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        ArrayObject* to = (ArrayObject*)r[pc->A], from = (ArrayObject*)r[pc->C];
        long toIndex = (long)r[pc->B], fromIndex = (long)r[pc[1].Op], count = (long)r[pc[1].A];
        int width = pc[1].B;
        if (!Elements.IsRange(to, toIndex, count)) return RaiseRange(pc, r, x, toIndex, count, to->Length);
        if (!Elements.IsRange(from, fromIndex, count)) return RaiseRange(pc, r, x, fromIndex, count, from->Length);
        TrapKind late = BulkSteps.Copy(x, from->Elements + fromIndex * width, to->Elements + toIndex * width,
            count * width);
        if (late != TrapKind.None) return Raise(pc, r, x, late);
        pc += 2;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoArrayResize(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var array = (ArrayObject*)r[pc->A];
        if (MayNotMove(array, pc->C))
            return Raise(pc, r, x, TrapKind.Tethered);
        long length = (long)r[pc->B];
        if (length < 0) return RaiseLength(pc, r, x, length);
        TrapKind trap = BulkSteps.Resize(x, array, length, (ValueKind)(byte)pc->C, (pc->C & FastBit) != 0);
        if (trap != TrapKind.None) return Raise(pc, r, x, trap);
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    /// <summary>Set beside the element kind where the mode of the step ignores tethers.</summary>
    private const int FastBit = 0x100;

    /// <summary>True when a tether keeps the elements of an array where they are, and the step's mode minds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayNotMove(ArrayObject* array, int guard) => (guard & FastBit) == 0
        && (*Access.Header((byte*)array) & ObjectHeader.Held & ~ObjectHeader.Constrained) != 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Grow(Context* x, ArrayObject* array, ValueKind kind) =>
        HeapFast.GrowArray(&x->Heap, (byte*)array, Elements.Width(kind), array->Length + 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint RaiseIndex(Instruction* pc, ulong* r, Context* x, long index, long length)
    {
        VmThread.Of(x).TrapText = TrapTexts.Index(index, length);
        return Raise(pc, r, x, TrapKind.Bounds);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint RaiseEmpty(Instruction* pc, ulong* r, Context* x)
    {
        VmThread.Of(x).TrapText = TrapTexts.EmptyOwner;
        return Raise(pc, r, x, TrapKind.DeadReference);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint RaiseRange(Instruction* pc, ulong* r, Context* x, long from, long count, long length)
    {
        VmThread.Of(x).TrapText = TrapTexts.Range(from, count, length);
        return Raise(pc, r, x, TrapKind.Bounds);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint RaiseLength(Instruction* pc, ulong* r, Context* x, long length)
    {
        VmThread.Of(x).TrapText = TrapTexts.Length(length);
        return Raise(pc, r, x, TrapKind.Bounds);
    }
}
