namespace HgmVm.Memory;

/// <summary>Walks a heap and checks that everything in it fits together.</summary>
internal sealed unsafe partial class HeapVerifier(GenerationalHeap heap)
{
    /// <summary>Checks as much as the level asks for.</summary>
    /// <exception cref="HeapCorruptionException">An invariant is broken.</exception>
    public void Run(SelfCheckLevel level)
    {
        if (level >= SelfCheckLevel.Cheap)
        {
            HeapAssert.Structure(heap.HeldBytes >= 0, "held bytes are not negative");
        }
    }
}
