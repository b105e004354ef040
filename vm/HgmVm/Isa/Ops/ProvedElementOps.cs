using System.Runtime.CompilerServices;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Isa.Ops;

/// <summary>
/// Loads and stores of array elements where an earlier check has shown that the array lives and the index is in range;
/// and the opcodes by which such proofs are put to the test.
/// </summary>
internal static unsafe class ProvedElementOps
{
    [Op(0x6C0, "array.ld8s.proved", "R[a] := i8 at R[b][R[c]], which is there")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ArrayLd8SProved(byte* b, long c) => ((sbyte*)((ArrayObject*)b)->Elements)[c];

    [Op(0x6C1, "array.ld8u.proved", "R[a] := u8 or bool at R[b][R[c]], which is there")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ArrayLd8UProved(byte* b, long c) => ((byte*)((ArrayObject*)b)->Elements)[c];

    [Op(0x6C2, "array.ld16s.proved", "R[a] := i16 at R[b][R[c]], which is there")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ArrayLd16SProved(byte* b, long c) => ((short*)((ArrayObject*)b)->Elements)[c];

    [Op(0x6C3, "array.ld16u.proved", "R[a] := u16 at R[b][R[c]], which is there")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ArrayLd16UProved(byte* b, long c) => ((ushort*)((ArrayObject*)b)->Elements)[c];

    [Op(0x6C4, "array.ld32.proved", "R[a] := i32, u32 or f32 at R[b][R[c]], which is there")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ArrayLd32Proved(byte* b, long c) => ((int*)((ArrayObject*)b)->Elements)[c];

    [Op(0x6C5, "array.ld64.proved", "R[a] := i64, f64 or a function reference at R[b][R[c]], which is there")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ArrayLd64Proved(byte* b, long c) => ((long*)((ArrayObject*)b)->Elements)[c];

    [Op(0x6C6, "array.ldref.proved", "R[a] := ref at R[b][R[c]], which is there")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ref ArrayLdRefProved(byte* b, long c) => ((Ref*)((ArrayObject*)b)->Elements)[c];

    [Op(0x6C7, "array.st8.proved", "R[a][R[b]], which is there, := R[c], the low 8 bits")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArraySt8Proved(byte* a, long b, int c) => ((byte*)((ArrayObject*)a)->Elements)[b] = (byte)c;

    [Op(0x6C8, "array.stbool.proved", "R[a][R[b]], which is there, := R[c], 1 if it is not zero, else 0")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArrayStBoolProved(byte* a, long b, int c) =>
        ((byte*)((ArrayObject*)a)->Elements)[b] = (byte)(c != 0 ? 1 : 0);

    [Op(0x6C9, "array.st16.proved", "R[a][R[b]], which is there, := R[c], the low 16 bits")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArraySt16Proved(byte* a, long b, int c) => ((ushort*)((ArrayObject*)a)->Elements)[b] = (ushort)c;

    [Op(0x6CA, "array.st32.proved", "R[a][R[b]], which is there, := R[c]")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArraySt32Proved(byte* a, long b, int c) => ((int*)((ArrayObject*)a)->Elements)[b] = c;

    [Op(0x6CB, "array.st64.proved", "R[a][R[b]], which is there, := R[c]")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArraySt64Proved(byte* a, long b, long c) => ((long*)((ArrayObject*)a)->Elements)[b] = c;

    [Op(0x6CC, "array.stref.proved", "R[a][R[b]], which is there, := R[c]")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArrayStRefProved(byte* a, long b, Ref c) => ((Ref*)((ArrayObject*)a)->Elements)[b] = c;

    [Op(0x6D2, "element.own.proved", "R[a] := the address of the owner R[b][R[c]], which is there")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* ElementOwnProved(byte* b, long c) => ((ArrayObject*)b)->Elements + c * sizeof(byte*);

    [Op(0x6CD, "verify.alive", "R[a] lives: an internal error if it does not")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void VerifyAlive(Ref a)
    {
        if (!a.IsAlive()) ElisionException.Dead();
    }

    [Op(0x6D1, "verify.alive.or.null", "R[a] lives or is null: an internal error if it does not")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void VerifyAliveOrNull(Ref a)
    {
        if (a.Address != null && !a.IsAlive()) ElisionException.Dead();
    }

    [Op(0x6CE, "verify.bounds", "R[b] is in range of R[a]: an internal error if it is not")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void VerifyBounds(byte* a, long b)
    {
        if ((ulong)b >= (ulong)((ArrayObject*)a)->Length) ElisionException.OutOfBounds(b);
    }

    /// <summary>Stands before an access whose check is proved, in runs that count, and does nothing but be
    /// counted.</summary>
    [Op(0x6CF, "count.proved", "nothing: a check would be here if it were not proved")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CountProved()
    {
    }

    /// <summary>Stands for a tether that nothing looks at, in runs that count.</summary>
    [Op(0x6D0, "count.unobserved", "nothing: a tether would be set here if anything could look at it")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CountUnobserved()
    {
    }
}
