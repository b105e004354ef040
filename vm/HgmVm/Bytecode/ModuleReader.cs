using HgmVm.Diagnostics;
using HgmVm.Isa;

namespace HgmVm.Bytecode;

/// <summary>
/// Reads the binary form (<c>vm/docs/bytecode-format.md</c>) from bytes that nobody vouches for: it never throws,
/// allocates no more than a small multiple of what it is given, and accepts only the bytes that <see cref="ModuleWriter"/>
/// would write for the same module. Indices stay as they are: the verifier judges them.
/// </summary>
public static partial class ModuleReader
{
    /// <summary>True when the bytes start like a binary module; text never does.</summary>
    public static bool LooksBinary(ReadOnlySpan<byte> start) => start.StartsWith(BinaryFormat.Magic);

    /// <summary>The module in <paramref name="bytes"/>, or every error found in them.</summary>
    /// <param name="bytes">The whole content of a file.</param>
    /// <param name="sourceName">What messages call it, usually the file name.</param>
    public static ModuleReadResult Read(ReadOnlySpan<byte> bytes, string sourceName)
    {
        var diagnostics = new List<Diagnostic>();
        var reader = new ByteReader(bytes, sourceName, diagnostics);
        if (!ReadHeader(ref reader, bytes)) return new ModuleReadResult(null, diagnostics);

        var module = new Module("");
        var names = new NameTable();
        Section last = Enum.GetValues<Section>()[^1];
        for (Section section = Section.Module; section <= last; section++)
        {
            if (!EnterSection(ref reader, section, bytes.Length, out int end))
                return new ModuleReadResult(null, diagnostics);
            ReadSection(ref reader, section, module, names);
            if (!reader.Failed && reader.Position < end)
                reader.Report(FormatDiagnostics.TrailingBytes, $"{end - reader.Position} bytes follow the last entry");
            reader.Enter(end, bytes.Length, "end of file");
        }
        if (reader.Remaining > 0)
            reader.Report(FormatDiagnostics.TrailingBytes, $"{reader.Remaining} bytes follow the last section");
        return new ModuleReadResult(diagnostics.Count == 0 ? module : null, diagnostics);
    }

    private static bool ReadHeader(ref ByteReader reader, ReadOnlySpan<byte> bytes)
    {
        if (!LooksBinary(bytes) || bytes.Length < BinaryFormat.HeaderBytes)
            reader.Fail(FormatDiagnostics.NotAModule, "this is not a binary module");
        else if (bytes.Length > ModuleLimits.MaxModuleBytes)
            reader.Fail(FormatDiagnostics.LimitExceeded, $"the module has {bytes.Length} bytes, more than {ModuleLimits.MaxModuleBytes}");
        reader.Bytes(BinaryFormat.Magic.Length, "the magic number");
        uint version = reader.Fixed32("the format version");
        if (!reader.Failed && version != BinaryFormat.Version)
            reader.Fail(FormatDiagnostics.UnknownVersion, $"format version {version} is not {BinaryFormat.Version}");
        uint checksum = reader.Fixed32("the checksum");
        if (!reader.Failed && checksum != Crc32C.Compute(bytes[BinaryFormat.HeaderBytes..]))
            reader.Fail(FormatDiagnostics.WrongChecksum, "the content does not match its checksum");
        return !reader.Failed;
    }

    private static bool EnterSection(ref ByteReader reader, Section section, int length, out int end)
    {
        end = 0;
        byte number = reader.Byte($"the number of section `{NameOf(section)}`");
        if (!reader.Failed && number != (byte)section)
            reader.Fail(FormatDiagnostics.WrongSection, $"section {(byte)section} (`{NameOf(section)}`) belongs here, not {number}");
        uint size = reader.Fixed32($"the size of section `{NameOf(section)}`");
        if (!reader.Failed && size > (uint)reader.Remaining)
            reader.Fail(FormatDiagnostics.Truncated, $"section `{NameOf(section)}` has {size} bytes, {reader.Remaining} are left");
        if (reader.Failed) return false;
        end = reader.Position + (int)size;
        reader.Enter(reader.Position, end, NameOf(section));
        return true;
    }

    private static string NameOf(Section section) => section switch
    {
        Section.HeapTypes => "heap types",
        _ => section.ToString().ToLowerInvariant(),
    };

    private static void ReadSection(ref ByteReader reader, Section section, Module module, NameTable names)
    {
        const int Max = ModuleLimits.MaxTableEntries;
        switch (section)
        {
            case Section.Module:
                ReadModule(ref reader, module, names);
                break;
            case Section.Structs:
                for (int n = reader.Count(Max, 5, "structs"); n > 0
                    && !reader.Failed; n--) module.Structs.Add(ReadStruct(ref reader, names));
                break;
            case Section.HeapTypes:
                for (int n = reader.Count(Max, 2, "heap types"); n > 0
                    && !reader.Failed; n--) module.HeapTypes.Add(ReadHeapType(ref reader));
                break;
            case Section.Signatures:
                for (int n = reader.Count(Max, 2, "signatures"); n > 0
                    && !reader.Failed; n--) module.Signatures.Add(ReadSignature(ref reader));
                break;
            case Section.Globals:
                for (int n = reader.Count(Max, 10, "globals"); n > 0
                    && !reader.Failed; n--) module.Globals.Add(ReadGlobal(ref reader, names));
                break;
            case Section.Strings:
                for (int n = reader.Count(Max, 1, "strings"); n > 0 && !reader.Failed; n--)
                    module.Strings.Add(ReadString(ref reader));
                break;
            case Section.Paths:
                for (int n = reader.Count(Max, 2, "paths"); n > 0 && !reader.Failed; n--)
                    module.Paths.Add(ReadPath(ref reader));
                break;
            case Section.Functions:
                for (int n = reader.Count(Max, 4, "functions"); n > 0
                    && !reader.Failed; n--) module.Functions.Add(ReadFunction(ref reader, names));
                break;
            case Section.Code:
                for (int i = 0; i < module.Functions.Count && !reader.Failed; i++)
                    ReadCode(ref reader, module.Functions[i].Code);
                break;
            case Section.Lines:
                for (int i = 0; i < module.Functions.Count && !reader.Failed; i++)
                    ReadLines(ref reader, module.Functions[i].Lines);
                break;
            case Section.Implementations:
                for (int n = reader.Count(Max, 5, "implementations"); n > 0 && !reader.Failed; n--)
                    module.Implementations.Add(ReadImplementation(ref reader));
                break;
        }
    }

    private static void ReadCode(ref ByteReader reader, List<Instruction> code)
    {
        int count = reader.Count(ModuleLimits.MaxCodeWords, 8, "instruction words");
        code.Capacity = count;
        for (; count > 0 && !reader.Failed; count--) code.Add(new Instruction(reader.Fixed64("an instruction word")));
    }

    private static void ReadLines(ref ByteReader reader, List<LineEntry> lines)
    {
        int count = reader.Count(ModuleLimits.MaxCodeWords, 2, "line entries");
        lines.Capacity = count;
        LineEntry previous = default;
        for (; count > 0 && !reader.Failed; count--)
        {
            int position = previous.Position + reader.Number(ModuleLimits.MaxCodeWords, "a code position");
            long line = (long)previous.Line + reader.Signed("a source line");
            if (position > ModuleLimits.MaxCodeWords || (position == previous.Position && lines.Count > 0))
                reader.Report(FormatDiagnostics.InvalidValue, "code positions of source lines do not ascend");
            if (line is < 0 or > int.MaxValue) reader.Fail(FormatDiagnostics.InvalidValue, $"a source line is {line}");
            if (reader.Failed) return;
            previous = new LineEntry(Math.Min(position, ModuleLimits.MaxCodeWords), (int)line);
            lines.Add(previous);
        }
    }
}
