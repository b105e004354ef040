namespace HgmVm.Elision;

/// <summary>
/// What an instruction or a whole function can do to facts that were checked before it: whose lives it can end, and
/// which arrays it can make shorter. By type, because references to anything else cannot be concerned.
/// </summary>
internal sealed class Effects
{
    private readonly HashSet<int> _ended = [];
    private readonly HashSet<int> _shortened = [];
    private readonly HashSet<int> _resized = [];
    private readonly HashSet<int> _watched = [];

    /// <summary>True when it can end anything and shorten anything: code that is not known.</summary>
    public bool IsAnything { get; private set; }

    /// <summary>True when nothing that was checked before can be different after it.</summary>
    public bool IsNothing => !IsAnything && Count == 0;

    private int Count => _ended.Count + _shortened.Count + _resized.Count + _watched.Count;

    public bool MayEnd(int typeId) => IsAnything || _ended.Contains(typeId);

    public bool MayShorten(int typeId) => IsAnything || _shortened.Contains(typeId);

    /// <summary>True when the elements of an array of the type may move, or their number may change.</summary>
    public bool MayResize(int typeId) => IsAnything || _resized.Contains(typeId);

    /// <summary>True when it can do something to an object of the type that a tether of the object would prevent or
    /// postpone: end it, in any mode, or move its elements, unless the mode is fast.</summary>
    public bool LooksAtTethers(int typeId) => IsAnything || _ended.Contains(typeId) || _watched.Contains(typeId);

    public void AddAnything() => IsAnything = true;

    public void AddEnd(int typeId) => _ended.Add(typeId);

    public void AddShorten(int typeId, bool looksAtTether)
    {
        _shortened.Add(typeId);
        AddGrow(typeId, looksAtTether);
    }

    public void AddGrow(int typeId, bool looksAtTether)
    {
        _resized.Add(typeId);
        if (looksAtTether) _watched.Add(typeId);
    }

    /// <summary>Elements change places.</summary>
    public void AddSwap(int typeId) => _watched.Add(typeId);

    /// <summary>Adds all of another's; true when that was something new.</summary>
    public bool Add(Effects other)
    {
        if (IsAnything) return false;
        if (other.IsAnything) return IsAnything = true;
        int before = Count;
        _ended.UnionWith(other._ended);
        _shortened.UnionWith(other._shortened);
        _resized.UnionWith(other._resized);
        _watched.UnionWith(other._watched);
        return Count > before;
    }
}
