using System.Runtime.CompilerServices;
using HgmVm.Memory;

namespace HgmVm.Isa.Ops;

/// <summary>
/// Loads and stores of array elements, always bounds-checked. The <c>.ref</c> forms check the array's generation first.
/// </summary>
internal static unsafe class ElementOps
{
    [Op(0x4B0, "array.ld8s.own", "R[a] := i8 at R[b][R[c]]", Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ArrayLd8S(byte* b, long c) =>
        *(sbyte*)ArrayAccess.Element(b, c, sizeof(sbyte));

    [Op(0x4B1, "array.ld8s.ref", "R[a] := i8 at R[b][R[c]]", Traps = TrapKinds.Bounds | TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ArrayLd8SRef(Ref b, long c) =>
        *(sbyte*)ArrayAccess.Element(b.Checked(), c, sizeof(sbyte));

    [Op(0x4B2, "array.ld8u.own", "R[a] := u8 or bool at R[b][R[c]]", Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ArrayLd8U(byte* b, long c) =>
        *(byte*)ArrayAccess.Element(b, c, sizeof(byte));

    [Op(0x4B3, "array.ld8u.ref", "R[a] := u8 or bool at R[b][R[c]]", Traps = TrapKinds.Bounds | TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ArrayLd8URef(Ref b, long c) =>
        *(byte*)ArrayAccess.Element(b.Checked(), c, sizeof(byte));

    [Op(0x4B4, "array.ld16s.own", "R[a] := i16 at R[b][R[c]]", Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ArrayLd16S(byte* b, long c) =>
        *(short*)ArrayAccess.Element(b, c, sizeof(short));

    [Op(0x4B5, "array.ld16s.ref", "R[a] := i16 at R[b][R[c]]", Traps = TrapKinds.Bounds | TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ArrayLd16SRef(Ref b, long c) =>
        *(short*)ArrayAccess.Element(b.Checked(), c, sizeof(short));

    [Op(0x4B6, "array.ld16u.own", "R[a] := u16 at R[b][R[c]]", Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ArrayLd16U(byte* b, long c) =>
        *(ushort*)ArrayAccess.Element(b, c, sizeof(ushort));

    [Op(0x4B7, "array.ld16u.ref", "R[a] := u16 at R[b][R[c]]", Traps = TrapKinds.Bounds | TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ArrayLd16URef(Ref b, long c) =>
        *(ushort*)ArrayAccess.Element(b.Checked(), c, sizeof(ushort));

    [Op(0x4B8, "array.ld32.own", "R[a] := i32, u32 or f32 at R[b][R[c]]", Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ArrayLd32(byte* b, long c) =>
        *(int*)ArrayAccess.Element(b, c, sizeof(int));

    [Op(0x4B9, "array.ld32.ref", "R[a] := i32, u32 or f32 at R[b][R[c]]", Traps = TrapKinds.Bounds | TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ArrayLd32Ref(Ref b, long c) =>
        *(int*)ArrayAccess.Element(b.Checked(), c, sizeof(int));

    [Op(0x4BA, "array.ld64.own", "R[a] := i64, f64 or a function reference at R[b][R[c]]", Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ArrayLd64(byte* b, long c) =>
        *(long*)ArrayAccess.Element(b, c, sizeof(long));

    [Op(0x4BB, "array.ld64.ref", "R[a] := i64, f64 or a function reference at R[b][R[c]]",
        Traps = TrapKinds.Bounds | TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ArrayLd64Ref(Ref b, long c) =>
        *(long*)ArrayAccess.Element(b.Checked(), c, sizeof(long));

    [Op(0x4BC, "array.ldref.own", "R[a] := ref at R[b][R[c]]", Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ref ArrayLdRef(byte* b, long c) =>
        *(Ref*)ArrayAccess.Element(b, c, sizeof(Ref));

    [Op(0x4BD, "array.ldref.ref", "R[a] := ref at R[b][R[c]]", Traps = TrapKinds.Bounds | TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ref ArrayLdRefRef(Ref b, long c) =>
        *(Ref*)ArrayAccess.Element(b.Checked(), c, sizeof(Ref));

    [Op(0x4BE, "array.st8.own", "R[a][R[b]] := R[c], the low 8 bits", Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArraySt8(byte* a, long b, int c) =>
        *(byte*)ArrayAccess.Element(a, b, sizeof(byte)) = (byte)c;

    [Op(0x4BF, "array.st8.ref", "R[a][R[b]] := R[c], the low 8 bits", Traps = TrapKinds.Bounds | TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArraySt8Ref(Ref a, long b, int c) =>
        *(byte*)ArrayAccess.Element(a.Checked(), b, sizeof(byte)) = (byte)c;

    [Op(0x4C0, "array.stbool.own", "R[a][R[b]] := R[c], 1 if it is not zero, else 0", Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArrayStBool(byte* a, long b, int c) =>
        *(byte*)ArrayAccess.Element(a, b, sizeof(byte)) = (byte)(c != 0 ? 1 : 0);

    [Op(0x4C1, "array.stbool.ref", "R[a][R[b]] := R[c], 1 if it is not zero, else 0", Traps = TrapKinds.Bounds | TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArrayStBoolRef(Ref a, long b, int c) =>
        *(byte*)ArrayAccess.Element(a.Checked(), b, sizeof(byte)) = (byte)(c != 0 ? 1 : 0);

    [Op(0x4C2, "array.st16.own", "R[a][R[b]] := R[c], the low 16 bits", Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArraySt16(byte* a, long b, int c) =>
        *(ushort*)ArrayAccess.Element(a, b, sizeof(ushort)) = (ushort)c;

    [Op(0x4C3, "array.st16.ref", "R[a][R[b]] := R[c], the low 16 bits", Traps = TrapKinds.Bounds | TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArraySt16Ref(Ref a, long b, int c) =>
        *(ushort*)ArrayAccess.Element(a.Checked(), b, sizeof(ushort)) = (ushort)c;

    [Op(0x4C4, "array.st32.own", "R[a][R[b]] := R[c]", Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArraySt32(byte* a, long b, int c) =>
        *(int*)ArrayAccess.Element(a, b, sizeof(int)) = c;

    [Op(0x4C5, "array.st32.ref", "R[a][R[b]] := R[c]", Traps = TrapKinds.Bounds | TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArraySt32Ref(Ref a, long b, int c) =>
        *(int*)ArrayAccess.Element(a.Checked(), b, sizeof(int)) = c;

    [Op(0x4C6, "array.st64.own", "R[a][R[b]] := R[c]", Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArraySt64(byte* a, long b, long c) =>
        *(long*)ArrayAccess.Element(a, b, sizeof(long)) = c;

    [Op(0x4C7, "array.st64.ref", "R[a][R[b]] := R[c]", Traps = TrapKinds.Bounds | TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArraySt64Ref(Ref a, long b, long c) =>
        *(long*)ArrayAccess.Element(a.Checked(), b, sizeof(long)) = c;

    [Op(0x4C8, "array.stref.own", "R[a][R[b]] := R[c]", Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArrayStRef(byte* a, long b, Ref c) =>
        *(Ref*)ArrayAccess.Element(a, b, sizeof(Ref)) = c;

    [Op(0x4C9, "array.stref.ref", "R[a][R[b]] := R[c]", Traps = TrapKinds.Bounds | TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArrayStRefRef(Ref a, long b, Ref c) =>
        *(Ref*)ArrayAccess.Element(a.Checked(), b, sizeof(Ref)) = c;
}
