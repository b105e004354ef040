namespace HgmVm.Machine;

/// <summary>What traps say beyond their kind.</summary>
internal static class TrapTexts
{
    public const string EmptyOwner = "the owner there is empty";

    public const string FullOwner = "the owner there is full already";

    public static string Index(long index, long length) => length == 0
        ? $"index {index} of an empty array"
        : $"index {index} of an array of {length}";

    public static string Range(long from, long count, long length) =>
        $"{count} elements from index {from} on, of an array of {length}";

    public static string Length(long length) => $"an array of {length} elements";
}
