using HgmVm.Isa;

namespace HgmVm.Lowering;

/// <summary>Executable code of one function, and how its words relate to those of the module.</summary>
/// <param name="Words">Instruction and extension words.</param>
/// <param name="FrameSlots">Slots of the frame.</param>
/// <param name="Origins">Ascending: from each word on, code comes from that position of the module's code.</param>
/// <param name="Starts">Ascending: the words that are instructions; the others belong to the instruction before them.</param>
/// <param name="Hoisted">Words with a check that was moved away from the position it comes from.</param>
/// <param name="WaysIn">For the position of a loop: the first word of what control passes once on its way in.</param>
internal sealed record LoweredCode(Instruction[] Words, int FrameSlots, IReadOnlyList<(int Word, int Position)> Origins,
    IReadOnlyList<int> Starts, IReadOnlySet<int> Hoisted, IReadOnlyDictionary<int, int> WaysIn)
{
    /// <summary>The word at which the loop at a position is entered for the first round: before its own code, where
    /// something was moved there that needs to be done once; -1 when there is none.</summary>
    public int WayInto(int header) => WaysIn.TryGetValue(header, out int word) ? word : WordAt(header);

    /// <summary>True when the code of an instruction of the module starts at this word.</summary>
    public bool IsStart(int word)
    {
        if (Hoisted.Contains(word)) return false;
        int position = PositionOf(word);
        return (word == 0 && Origins.Count > 0 && Origins[0].Word == 0)
            || (word > 0 && PositionOf(word - 1) != position);
    }

    /// <summary>The position in the module's code that an executable word comes from; 0 for code that has no
    /// origin.</summary>
    public int PositionOf(int word)
    {
        int low = 0, high = Origins.Count - 1, position = 0;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (Origins[middle].Word > word)
            {
                high = middle - 1;
                continue;
            }
            position = Origins[middle].Position;
            low = middle + 1;
        }
        return position;
    }

    /// <summary>The word at which the code of a position starts; -1 when there is none.</summary>
    public int WordAt(int position)
    {
        foreach ((int word, int origin) in Origins)
            if (origin == position && !Hoisted.Contains(word)) return word;
        return -1;
    }
}
