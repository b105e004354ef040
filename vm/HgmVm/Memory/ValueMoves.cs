namespace HgmVm.Memory;

/// <summary>
/// Moves values between places, word by word. What belongs to a place stays there: the words of members in it, of which
/// only the type that a union holds comes along, and the marks of owners. Each gets its next generation, so that what
/// referred to the value before is dead. Words and marks inside variants move like all else: no reference remembers
/// them.
/// </summary>
internal static unsafe class ValueMoves
{
    /// <summary>Two values of a type change places.</summary>
    public static void Exchange(HeapState* state, NativeType* type, byte* p, byte* q)
    {
        for (int offset = 0, next = 0; offset < type->PayloadBytes; offset += sizeof(ulong))
        {
            ulong* one = (ulong*)(p + offset), other = (ulong*)(q + offset);
            bool isWord = next < type->WordCount && type->WordOffsets[next] == offset;
            next += isWord ? 1 : 0;
            if (isWord) ExchangeWords(state, one, other);
            else (*one, *other) = (*other, *one);
        }

        for (int i = 0; i < type->MarkedCount && type->MarkedOwners[i].When < 0; i++)
        {
            ref ulong one = ref *(ulong*)(p + type->MarkedOwners[i].OffsetBytes);
            ref ulong other = ref *(ulong*)(q + type->MarkedOwners[i].OffsetBytes);
            (one, other) = (MarkedOwner.Occupied(other, one), MarkedOwner.Occupied(one, other));
        }
    }

    /// <summary>The words of two places exchange what they say of the values there.</summary>
    public static void ExchangeWords(HeapState* state, ulong* one, ulong* other)
    {
        int typeId = InnerWord.TypeId(state, *one);
        *one = InnerWord.Occupied(state, *one, InnerWord.TypeId(state, *other));
        *other = InnerWord.Occupied(state, *other, typeId);
    }

    /// <summary>A value comes to a place, whatever was there.</summary>
    public static void Copy(HeapState* state, NativeType* type, byte* from, byte* to)
    {
        if (type->MarkedCount == 0) Copy<Unmarked>(state, type, from, to);
        else Copy<Marked>(state, type, from, to);
    }

    /// <summary>A place reads zero, and no reference to it or to a member in it is alive any more.</summary>
    public static void Vacate(HeapState* state, NativeType* type, byte* p)
    {
        if (type->MarkedCount == 0) Copy<Unmarked>(state, type, null, p);
        else Copy<Marked>(state, type, null, p);
    }

    private static void Copy<TMarks>(HeapState* state, NativeType* type, byte* from, byte* to)
        where TMarks : struct, IMarks
    {
        for (int offset = 0, next = 0, mark = 0; offset < type->PayloadBytes; offset += sizeof(ulong))
        {
            ulong come = from == null ? 0 : *(ulong*)(from + offset);
            ref ulong place = ref *(ulong*)(to + offset);
            bool isWord = next < type->WordCount && type->WordOffsets[next] == offset;
            bool isMarked = TMarks.Exist && mark < type->MarkedCount
                && type->MarkedOwners[mark] == new VariantWord(offset, -1);
            next += isWord ? 1 : 0;
            mark += isMarked ? 1 : 0;
            place = isWord ? InnerWord.Occupied(state, place, InnerWord.TypeId(state, come))
                : isMarked ? MarkedOwner.Occupied(place, come) : come;
        }
    }

    /// <summary>Whether owners are marked, known to the JIT: types without pay nothing for the others.</summary>
    private interface IMarks
    {
        static abstract bool Exist { get; }
    }

    private readonly struct Unmarked : IMarks
    {
        public static bool Exist => false;
    }

    private readonly struct Marked : IMarks
    {
        public static bool Exist => true;
    }
}
