using System.Runtime.CompilerServices;

namespace HgmVm.Memory;

/// <summary>
/// The second encoding of the words before inline unions and elements (CGIVSI, M11): instead of the type id of the
/// variant they hold the place of its table, exclusive-ored with the generation of the word; to get at the table, that
/// is done again. An address has 48 bits, which beside generation and tethers is too many, so the place is counted from
/// the first table in units of 64 bytes, as HotSpot does with its class pointers.
/// <list type="table">
/// <item><term>bits 0-45</term><description>generation and tethers, as <see cref="InnerWord"/> has them, which loses
/// the topmost of either.</description></item>
/// <item><term>bit 46</term><description>set once the word was written: no header of a struct has it, so that one step
/// reads the type of an inline union and of a variant on the heap alike.</description></item>
/// <item><term>bits 47-63</term><description>place of the table, exclusive-or the low 17 bits of the
/// generation.</description></item>
/// </list>
/// </summary>
internal static unsafe class TableWord
{
    /// <summary>What tells a word from a header.</summary>
    public const ulong Mark = 1UL << (Shift - 1);

    /// <summary>The bits of a word that say what a union holds.</summary>
    public const ulong TagBits = Mark | ulong.MaxValue << Shift;

    private const int Shift = ObjectHeader.TypeShift - 1;
    private const ulong Places = ulong.MaxValue >> Shift;
    private const int UnitBytes = 64;

    private static uint UnitsPerTable => (uint)sizeof(NativeType) / UnitBytes;

    /// <summary>The type id that a word, or the header of a struct, stands for; 0 for a union that holds
    /// nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TypeId(ulong word)
    {
        ulong generation = word & Places & (0 - (word >> (Shift - 1) & 1));
        return (int)(((uint)(word >> Shift) ^ (uint)generation) / UnitsPerTable);
    }

    /// <summary>The tag bits of a word with a generation, for a type.</summary>
    public static ulong Tag(int typeId, ulong generation) =>
        Mark | (((ulong)typeId * UnitsPerTable ^ generation) << Shift);
}
