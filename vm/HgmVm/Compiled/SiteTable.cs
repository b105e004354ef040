using HgmVm.Linking;

namespace HgmVm.Compiled;

/// <summary>A place in compiled code where a trap can be reported, or that calls something.</summary>
/// <param name="Function">The function; null for the step between a free and a destructor, which no report shows.</param>
/// <param name="Position">Position in the module's code.</param>
/// <param name="Distance">For a call: slots from the frame of this function to that of the callee.</param>
/// <param name="Caller">In inlined code: the site of the call, which no frame knows; else 0.</param>
internal readonly record struct Site(LinkedFunction? Function, int Position, int Distance, int Caller = 0);

/// <summary>
/// The sites of a machine's compiled code, by number. In native state a site stands where the interpreter has the
/// address of an instruction: as a negative number, which no address is, and which fits a 32-bit immediate of a store.
/// </summary>
internal sealed class SiteTable
{
    private readonly Lock _lock = new();
    private readonly List<Site> _sites = [];

    /// <summary>The word that stands for a new site.</summary>
    public int Add(Site site)
    {
        lock (_lock)
        {
            _sites.Add(site);
            return -_sites.Count;
        }
    }

    /// <summary>True for a word that stands for a site, false for the address of an instruction.</summary>
    public static bool IsSite(nint word) => word < 0;

    public Site this[nint word]
    {
        get
        {
            lock (_lock) return _sites[(int)-word - 1];
        }
    }
}
