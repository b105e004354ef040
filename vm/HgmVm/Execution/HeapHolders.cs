using HgmVm.Linking;
using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>Finds constraint fields and elements of living objects that point to an object.</summary>
internal static unsafe class HeapHolders
{
    /// <summary>One line for each, as a report shows it.</summary>
    public static IReadOnlyList<string> Of(VmThread thread, nint subject)
    {
        var found = new List<string>();
        var walker = new HeapWalker(thread.Heap);
        while (walker.MoveNextLive())
        {
            LinkedHeapType type = thread.Program.Types[walker.TypeId];
            if (type.IsArray) InArray(type, walker.Current, subject, found);
            else InStruct(thread, type, walker.Current, subject, found);
        }
        return found;
    }

    private static void InStruct(VmThread thread, LinkedHeapType type, byte* p, nint subject, List<string> found)
    {
        foreach (ReferenceSlot slot in type.Descriptor.References)
        {
            bool isThere = thread.Heap.TypeOf(p)->IsThere(p, slot.When);
            if (slot.Kind == SlotKind.Con && isThere && *(nint*)(p + slot.OffsetBytes) == subject)
                found.Add($"field `{MemberNames.At(thread.Program, type, slot.OffsetBytes)}` of a `{type.Name}`");
        }
    }

    private static void InArray(LinkedHeapType type, byte* p, nint subject, List<string> found)
    {
        if (type.Element.Kind != Bytecode.ValueKind.Con) return;
        var array = (ArrayObject*)p;
        for (long i = 0; i < array->Length; i++)
            if (((nint*)array->Elements)[i] == subject) found.Add($"element {i} of an `{type.Name}`");
    }
}
