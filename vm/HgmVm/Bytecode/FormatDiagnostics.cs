using HgmVm.Diagnostics;

namespace HgmVm.Bytecode;

/// <summary>What a binary module can have wrong before anybody looks at what it means.</summary>
public static class FormatDiagnostics
{
    public static readonly DiagnosticDescriptor NotAModule = new("HGM4001", "not a binary module",
        "A binary module starts with the four bytes 00 48 47 4D. These bytes start otherwise, or are fewer than a header. "
        + "If the file is text, pass it to a command that takes text.");

    public static readonly DiagnosticDescriptor UnknownVersion = new("HGM4002", "unknown format version",
        "The module was written in a version of the binary form that this build does not read. Assemble it again from its text.");

    public static readonly DiagnosticDescriptor WrongChecksum = new("HGM4003", "wrong checksum",
        "The checksum in the header does not match the content: bytes were changed, lost or added after the module was written. "
        + "Copy the file again, or assemble it again.");

    public static readonly DiagnosticDescriptor Truncated = new("HGM4004", "data ends early",
        "An entry or a section announces more bytes than there are.");

    public static readonly DiagnosticDescriptor WrongSection = new("HGM4005", "wrong section",
        "The sections stand in ascending order, each exactly once, also when empty. This one is unknown, missing, repeated or misplaced.");

    public static readonly DiagnosticDescriptor TrailingBytes = new("HGM4006", "bytes left over",
        "A section, or the file, goes on after its last entry. Nothing may be hidden in a module.");

    public static readonly DiagnosticDescriptor MalformedNumber = new("HGM4007", "malformed number",
        "A variable-length number is longer than it needs to be, or does not fit 32 bits. Each number has exactly one encoding.");

    public static readonly DiagnosticDescriptor LimitExceeded = new("HGM4008", "limit exceeded",
        "A table, a name or the module itself is larger than any module may be. Split the module.");

    public static readonly DiagnosticDescriptor InvalidName = new("HGM4009", "invalid name",
        "Names are made of letters, digits and underscores and do not start with a digit; some may have several such parts "
        + "joined by dots. Anything else could not be written as text.");

    public static readonly DiagnosticDescriptor InvalidValue = new("HGM4010", "invalid value",
        "A byte that selects one of several possibilities selects none of them, or a number lies where it must not.");

    public static readonly DiagnosticDescriptor InvalidText = new("HGM4011", "invalid UTF-8",
        "The name of the source file is not well-formed UTF-8.");

    /// <summary>All of them, for <c>hgmvm explain</c> and the tests.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        NotAModule, UnknownVersion, WrongChecksum, Truncated, WrongSection, TrailingBytes, MalformedNumber,
            LimitExceeded,
        InvalidName, InvalidValue, InvalidText,
    ];
}
