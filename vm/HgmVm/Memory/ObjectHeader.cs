namespace HgmVm.Memory;

/// <summary>
/// The 64-bit word before every object.
/// <list type="table">
/// <item><term>bits 0-31</term><description>generation: odd while the object lives, even while the slot is free; 0 is
/// never live. One is added at each allocation and at each free, so it counts up and never repeats; a slot that reached
/// the last generation is retired.</description></item>
/// <item><term>bits 32-47</term><description>tether bits: bit 32 for the whole object, 33-46 for inner scopes (V21 C),
/// 47 says that constraint references exist (their count is in a side table).</description></item>
/// <item><term>bits 48-63</term><description>type id: index into the heap's table of types.</description></item>
/// </list>
/// </summary>
internal static class ObjectHeader
{
    public const int SizeBytes = 8;
    public const int TetherShift = 32;
    public const int TypeShift = 48;

    /// <summary>The generation bits.</summary>
    public const ulong GenerationMask = 0xFFFF_FFFF;

    /// <summary>The tether of the whole object.</summary>
    public const ulong OuterTether = 1UL << TetherShift;

    /// <summary>Set while the side table counts constraint references to the object.</summary>
    public const ulong Constrained = 1UL << (TypeShift - 1);

    /// <summary>
    /// Set for an array whose first elements fast code moved elsewhere while something in them was tethered: a late
    /// untether may still write to its slot.
    /// </summary>
    public const ulong Abandoned = 1UL << (TypeShift - 2);

    /// <summary>Everything that stands in the way of a plain free: all tether bits and the constrained bit.</summary>
    public const ulong Held = 0xFFFFUL << TetherShift;

    public static uint Generation(ulong header) => (uint)header;

    public static bool IsLive(ulong header) => (header & 1) != 0;

    public static int TypeId(ulong header) => (int)(header >> TypeShift);
}
