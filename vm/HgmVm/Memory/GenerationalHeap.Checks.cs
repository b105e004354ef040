namespace HgmVm.Memory;

/// <summary>Self-checks that run along, as far as <see cref="HeapOptions.SelfCheck"/> asks for them.</summary>
internal sealed unsafe partial class GenerationalHeap
{
    /// <summary>Checks everything that the level asks for, now.</summary>
    /// <exception cref="HeapCorruptionException">An invariant is broken.</exception>
    public void Verify(SelfCheckLevel level)
    {
        if (!_disposed)
        {
            new HeapVerifier(this).Run(level);
        }
    }

    /// <summary>At a step that changes spans, free lists or undead objects.</summary>
    internal void CheckStructureStep()
    {
        if (_options.SelfCheck >= SelfCheckLevel.Structures)
        {
            Verify(_options.SelfCheck);
        }
    }

    /// <summary>At each allocation and free of an instrumented heap.</summary>
    private void CheckStep()
    {
        if (_options.SelfCheck == SelfCheckLevel.Everything)
        {
            Verify(SelfCheckLevel.Everything);
        }
    }
}
