namespace HgmVm.Memory;

/// <summary>What the heap holds, what it may hold, and allocations that are made to fail.</summary>
internal sealed unsafe partial class GenerationalHeap
{
    private readonly long _maxBytes;
    private long _untilFailure;
    private long _heldBytes;
    private long _peakHeldBytes;
    private long _sideBytes;

    /// <summary>Why the latest allocation that came back null did so.</summary>
    public AllocationFailure LastFailure { get; private set; }

    /// <summary>Bytes that spans in use, large blocks (cached ones too) and side tables hold.</summary>
    public long HeldBytes => _heldBytes;

    /// <summary>The largest value that <see cref="HeldBytes"/> had.</summary>
    public long PeakHeldBytes => _peakHeldBytes;

    /// <summary>The part of <see cref="HeldBytes"/> that tables beside the objects take.</summary>
    public long SideBytes => _sideBytes;

    /// <summary>The limit of <see cref="HeldBytes"/>.</summary>
    public long MaxBytes => _maxBytes;

    /// <summary>
    /// Takes bytes from the limit, giving idle memory back first when that is what it takes. False, and a reason in
    /// <see cref="LastFailure"/>, when the limit does not allow it.
    /// </summary>
    public bool Charge(long bytes)
    {
        HeapAssert.Cheap(bytes >= 0, "a charge is not negative");
        if (bytes > _maxBytes - _heldBytes)
        {
            Trim();
            if (bytes > _maxBytes - _heldBytes)
            {
                LastFailure = AllocationFailure.Limit;
                return false;
            }
        }

        _heldBytes += bytes;
        _peakHeldBytes = Math.Max(_peakHeldBytes, _heldBytes);
        return true;
    }

    /// <summary>As <see cref="Charge"/>, for tables beside the objects. They never shrink.</summary>
    public bool ChargeSide(long bytes)
    {
        if (!Charge(bytes))
        {
            return false;
        }

        _sideBytes += bytes;
        return true;
    }

    /// <summary>Gives back what <see cref="Charge"/> took.</summary>
    public void Discharge(long bytes)
    {
        HeapAssert.Cheap(bytes >= 0, "a discharge is not negative");
        HeapAssert.Cheap(bytes <= _heldBytes, "no more is given back than was held");
        _heldBytes -= bytes;
    }

    /// <summary>True when this allocation is the one that is to fail. Only an instrumented heap counts.</summary>
    private bool FailsNow()
    {
        if (_untilFailure > 0 && --_untilFailure == 0)
        {
            LastFailure = AllocationFailure.Injected;
            return true;
        }

        return false;
    }

    private byte* Fail(AllocationFailure reason)
    {
        LastFailure = reason;
        return null;
    }
}
