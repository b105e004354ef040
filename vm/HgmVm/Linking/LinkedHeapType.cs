using HgmVm.Bytecode;
using HgmVm.Memory;

namespace HgmVm.Linking;

/// <summary>A struct or array type of a program, with its layout.</summary>
internal sealed class LinkedHeapType
{
    private bool[] _marked = [];

    public required string Name { get; init; }

    /// <summary>Index into the program's types, and the type id in object headers.</summary>
    public required int Id { get; init; }

    public HeapKind Kind { get; init; }

    /// <summary>True for a heap array.</summary>
    public bool IsArray => Kind == HeapKind.Array;

    /// <summary>Number of elements of a fixed array.</summary>
    public int Count { get; init; }

    /// <summary>Element type of an array of either kind.</summary>
    public LinkedType Element { get; init; }

    /// <summary>True for a fixed array whose elements never change once they are full.</summary>
    public bool HasFinalElements { get; init; }

    /// <summary>True for a heap array whose inline elements have no words.</summary>
    public bool IsDense { get; init; }

    /// <summary>Bytes from one element of a fixed array to the next.</summary>
    public int Stride { get; set; }

    /// <summary>Bytes of the word before each element of an array: in fixed ones unions have one, whatever the policy,
    /// in heap arrays whatever is inline, unless the array is dense.</summary>
    public int ElementWordBytes { get; set; }

    /// <summary>The module that defines a struct.</summary>
    public LinkedModule? Module { get; init; }

    /// <summary>The definition of a struct, in its own module.</summary>
    public StructDefinition? Struct { get; init; }

    public LinkedType[] FieldTypes { get; set; } = [];

    /// <summary>The types of all that an object holds: fields and elements.</summary>
    public LinkedType[] Parts
    {
        get
        {
            // Generic code of the framework over our structs would be compiled at every start.
            var parts = new LinkedType[FieldTypes.Length + 1];
            Array.Copy(FieldTypes, parts, FieldTypes.Length);
            parts[^1] = Element;
            return parts;
        }
    }

    /// <summary>
    /// Type ids of what a reference to it may refer to: a union's variants, in the order of their tags, or all structs
    /// that implement an interface. Empty for anything else.
    /// </summary>
    public int[] Variants { get; set; } = [];

    public bool IsUnion => Struct is { IsUnion: true };

    public bool IsInterface => Struct is { IsInterface: true };

    /// <summary>Where each field lies, and what guards it.</summary>
    public MemberLayout[] Members { get; set; } = [];


    /// <summary>Bytes of a payload, as an object and as an inline member alike: whole words.</summary>
    public long PayloadBytes { get; set; }

    /// <summary>How many tether bits above its own the scopes inside use.</summary>
    public int InnerBits { get; set; }

    /// <summary>
    /// True when some struct or fixed array of the program has it inline, so that a borrow or ref may be of a member. A
    /// borrow of an interface may be, when one of its structs may.
    /// </summary>
    public bool MayBeInner { get; set; }

    /// <summary>The destructor; null when there is none.</summary>
    public LinkedFunction? Destructor { get; set; }

    /// <summary>How the heap sees it.</summary>
    public TypeDescriptor Descriptor { get; set; } = null!;

    /// <summary>True for an owned field that holds generation and tether of an inline member somewhere; of a fixed
    /// array, field 0 stands for its elements.</summary>
    public bool IsMarked(int field) => field < _marked.Length && _marked[field];

    /// <summary>Makes <see cref="IsMarked"/> true.</summary>
    public void Mark(int field)
    {
        Array.Resize(ref _marked, Math.Max(_marked.Length, field + 1));
        _marked[field] = true;
    }
}
