using System.Runtime.CompilerServices;
using HgmVm.Memory;

namespace HgmVm.Isa.Ops;

/// <summary>
/// Loads and stores of fields at a byte offset of the payload. The <c>.own</c> forms reach through an owner, a borrow
/// or a constraint reference, whose object is known to live (or to be kept undead); the <c>.ref</c> forms check the
/// generation.
/// </summary>
internal static unsafe class FieldOps
{
    [Op(0x480, "ld8s.own", "R[a] := i8 at R[b] + c")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Ld8S(byte* b, ushort c) => *(sbyte*)(b + c);

    [Op(0x481, "ld8s.ref", "R[a] := i8 at R[b] + c", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Ld8SRef(Ref b, ushort c) => *(sbyte*)(b.Checked() + c);

    [Op(0x482, "ld8u.own", "R[a] := u8 or bool at R[b] + c")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Ld8U(byte* b, ushort c) => *(byte*)(b + c);

    [Op(0x483, "ld8u.ref", "R[a] := u8 or bool at R[b] + c", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Ld8URef(Ref b, ushort c) => *(byte*)(b.Checked() + c);

    [Op(0x484, "ld16s.own", "R[a] := i16 at R[b] + c")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Ld16S(byte* b, ushort c) => *(short*)(b + c);

    [Op(0x485, "ld16s.ref", "R[a] := i16 at R[b] + c", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Ld16SRef(Ref b, ushort c) => *(short*)(b.Checked() + c);

    [Op(0x486, "ld16u.own", "R[a] := u16 at R[b] + c")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Ld16U(byte* b, ushort c) => *(ushort*)(b + c);

    [Op(0x487, "ld16u.ref", "R[a] := u16 at R[b] + c", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Ld16URef(Ref b, ushort c) => *(ushort*)(b.Checked() + c);

    [Op(0x488, "ld32.own", "R[a] := i32, u32 or f32 at R[b] + c")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Ld32(byte* b, ushort c) => *(int*)(b + c);

    [Op(0x489, "ld32.ref", "R[a] := i32, u32 or f32 at R[b] + c", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Ld32Ref(Ref b, ushort c) => *(int*)(b.Checked() + c);

    [Op(0x48A, "ld64.own", "R[a] := i64, f64 or a function reference at R[b] + c")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Ld64(byte* b, ushort c) => *(long*)(b + c);

    [Op(0x48B, "ld64.ref", "R[a] := i64, f64 or a function reference at R[b] + c", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Ld64Ref(Ref b, ushort c) => *(long*)(b.Checked() + c);

    [Op(0x48C, "ldref.own", "R[a] := ref at R[b] + c")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ref LdRef(byte* b, ushort c) => *(Ref*)(b + c);

    [Op(0x48D, "ldref.ref", "R[a] := ref at R[b] + c", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ref LdRefRef(Ref b, ushort c) => *(Ref*)(b.Checked() + c);

    [Op(0x48E, "st8.own", "memory at R[a] + b := R[c], the low 8 bits")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void St8(byte* a, ushort b, int c) =>
        *(byte*)(a + b) = (byte)c;

    [Op(0x48F, "st8.ref", "memory at R[a] + b := R[c], the low 8 bits", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void St8Ref(Ref a, ushort b, int c) =>
        *(byte*)(a.Checked() + b) = (byte)c;

    [Op(0x490, "stbool.own", "memory at R[a] + b := R[c], 1 if it is not zero, else 0")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StBool(byte* a, ushort b, int c) =>
        *(byte*)(a + b) = (byte)(c != 0 ? 1 : 0);

    [Op(0x491, "stbool.ref", "memory at R[a] + b := R[c], 1 if it is not zero, else 0", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StBoolRef(Ref a, ushort b, int c) =>
        *(byte*)(a.Checked() + b) = (byte)(c != 0 ? 1 : 0);

    [Op(0x492, "st16.own", "memory at R[a] + b := R[c], the low 16 bits")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void St16(byte* a, ushort b, int c) =>
        *(ushort*)(a + b) = (ushort)c;

    [Op(0x493, "st16.ref", "memory at R[a] + b := R[c], the low 16 bits", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void St16Ref(Ref a, ushort b, int c) =>
        *(ushort*)(a.Checked() + b) = (ushort)c;

    [Op(0x494, "st32.own", "memory at R[a] + b := R[c]")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void St32(byte* a, ushort b, int c) =>
        *(int*)(a + b) = c;

    [Op(0x495, "st32.ref", "memory at R[a] + b := R[c]", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void St32Ref(Ref a, ushort b, int c) =>
        *(int*)(a.Checked() + b) = c;

    [Op(0x496, "st64.own", "memory at R[a] + b := R[c]")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void St64(byte* a, ushort b, long c) =>
        *(long*)(a + b) = c;

    [Op(0x497, "st64.ref", "memory at R[a] + b := R[c]", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void St64Ref(Ref a, ushort b, long c) =>
        *(long*)(a.Checked() + b) = c;

    [Op(0x498, "stref.own", "memory at R[a] + b := R[c]")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StRef(byte* a, ushort b, Ref c) =>
        *(Ref*)(a + b) = c;

    [Op(0x499, "stref.ref", "memory at R[a] + b := R[c]", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StRefRef(Ref a, ushort b, Ref c) =>
        *(Ref*)(a.Checked() + b) = c;
}
