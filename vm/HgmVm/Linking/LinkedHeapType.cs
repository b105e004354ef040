using HgmVm.Bytecode;
using HgmVm.Memory;

namespace HgmVm.Linking;

/// <summary>A struct or array type of a program, with its layout.</summary>
internal sealed class LinkedHeapType
{
    public required string Name { get; init; }

    /// <summary>Index into the program's types, and the type id in object headers.</summary>
    public required int Id { get; init; }

    public bool IsArray { get; init; }

    /// <summary>Element type of an array.</summary>
    public LinkedType Element { get; init; }

    /// <summary>The module that defines a struct.</summary>
    public LinkedModule? Module { get; init; }

    /// <summary>The definition of a struct, in its own module.</summary>
    public StructDefinition? Struct { get; init; }

    public LinkedType[] FieldTypes { get; set; } = [];

    /// <summary>Byte offset of each field in the payload.</summary>
    public int[] FieldOffsets { get; set; } = [];

    /// <summary>The destructor; null when there is none.</summary>
    public LinkedFunction? Destructor { get; set; }

    /// <summary>How the heap sees it.</summary>
    public TypeDescriptor Descriptor { get; set; } = null!;
}
