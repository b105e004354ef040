using HgmVm.Bytecode;
using HgmVm.Linking;

namespace HgmVm.Compiled;

/// <summary>
/// Of which types compiled code passes a borrow as one word. An interface and all that implement it are passed alike,
/// because a caller through the interface does not know which it has.
/// </summary>
internal sealed class BorrowWords
{
    private readonly bool[] _isOneWord;

    public BorrowWords(LinkedProgram program)
    {
        _isOneWord = [.. program.Types.Select(type => !type.MayBeInner)];
        bool changed;
        do
        {
            changed = false;
            foreach (LinkedInterface known in program.Interfaces.Values)
            {
                int[] alike = [known.Type.Id, .. known.Implementations.Keys];
                if (Array.TrueForAll(alike, id => _isOneWord[id])) continue;
                changed |= Array.Exists(alike, id => _isOneWord[id]);
                foreach (int id in alike) _isOneWord[id] = false;
            }
        }
        while (changed);
    }

    /// <summary>True for a borrow that is passed as its object alone.</summary>
    public bool IsOneWord(LinkedType type) => type.Kind == ValueKind.Borrow && _isOneWord[type.Id];

    /// <summary>True when a borrow of the type is passed as its object alone.</summary>
    public bool IsOneWord(int typeId) => _isOneWord[typeId];
}
