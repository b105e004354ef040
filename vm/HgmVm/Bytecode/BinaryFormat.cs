namespace HgmVm.Bytecode;

/// <summary>The constants of the binary form; <c>vm/docs/bytecode-format.md</c> draws it byte by byte.</summary>
internal static class BinaryFormat
{
    /// <summary>The version this build writes and the only one it reads.</summary>
    public const uint Version = 2;

    /// <summary>Magic, version and checksum.</summary>
    public const int HeaderBytes = 12;

    /// <summary>Section number and body size.</summary>
    public const int SectionHeaderBytes = 5;

    /// <summary>Bytes of the source file's name: a path may be longer than a name.</summary>
    public const int MaxSourceNameBytes = 4_096;

    /// <summary>Set in the module's flags when <c>tether.soft</c> is allowed.</summary>
    public const byte SoftTetherFlag = 1;

    /// <summary>Set in a struct's flags when another module defines it.</summary>
    public const byte ImportedFlag = 1;

    /// <summary>Set in a struct's flags when it has a destructor.</summary>
    public const byte DestructorFlag = 2;

    /// <summary>Set in a struct's flags when it is a union.</summary>
    public const byte UnionFlag = 4;

    /// <summary>Set in a struct's flags when it is an interface.</summary>
    public const byte InterfaceFlag = 8;

    /// <summary>Set in a field's flags when it is final.</summary>
    public const byte FinalFlag = 1;

    /// <summary>Set in a field's flags when it is unique.</summary>
    public const byte UniqueFlag = 2;

    /// <summary>The kind of a heap type that is a dense array; beside those of <see cref="HeapKind"/>, and 3 for a
    /// fixed array with final elements.</summary>
    public const byte DenseArrayKind = 4;

    /// <summary>The first bytes. No text starts with NUL, so text and binary cannot be taken for each other.</summary>
    public static ReadOnlySpan<byte> Magic => "\0HGM"u8;
}

/// <summary>The sections, in the order in which each stands exactly once.</summary>
internal enum Section : byte
{
    Module = 1,
    Structs,
    HeapTypes,
    Signatures,
    Globals,
    Strings,
    Paths,
    Functions,
    Code,
    Lines,
    Implementations,
}
