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
            else InStruct(type, walker.Current, subject, found);
        }
        return found;
    }

    private static void InStruct(LinkedHeapType type, byte* p, nint subject, List<string> found)
    {
        for (int i = 0; i < type.FieldTypes.Length; i++)
        {
            if (type.FieldTypes[i].Kind == Bytecode.ValueKind.Con && *(nint*)(p + type.FieldOffsets[i]) == subject)
                found.Add($"field `{type.Struct!.Fields[i].Name}` of a `{type.Name}`");
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
