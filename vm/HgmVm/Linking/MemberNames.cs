using System.Globalization;
using HgmVm.Bytecode;

namespace HgmVm.Linking;

/// <summary>Names the member that lies at an offset, for reports.</summary>
internal static class MemberNames
{
    /// <summary>The path to what lies at a byte offset of a payload, e.g. <c>nav.antennas[1]</c>.</summary>
    public static string At(LinkedProgram program, LinkedHeapType type, int offset)
    {
        string path = "";
        while (true)
        {
            LinkedType next;
            if (type.Kind == HeapKind.Fixed)
            {
                path += string.Create(CultureInfo.InvariantCulture, $"[{offset / type.Stride}]");
                offset = offset % type.Stride - type.ElementWordBytes;
                next = type.Element;
            }
            else if (type.IsUnion) return path;
            else
            {
                int field = Array.FindLastIndex(type.Members, member => member.Offset <= offset);
                path += (path.Length > 0 ? "." : "") + type.Struct!.Fields[field].Name;
                offset -= type.Members[field].Offset;
                next = type.FieldTypes[field];
            }
            if (next.Kind != ValueKind.Inline) return path;
            type = program.Types[next.Id];
        }
    }
}
