using System.Buffers;
using System.Text;
using System.Text.Unicode;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Diagnostics;

namespace HgmVm.Assembler.Text;

/// <summary>
/// Turns the bytes of a file into a text, strictly: a byte that is no UTF-8 is a mistake, not a question mark.
/// </summary>
public static class SourceDecoder
{
    /// <summary>Decodes UTF-8, with or without a byte order mark.</summary>
    /// <returns>The text; null when the bytes are not UTF-8, and then the problem says where.</returns>
    public static string? Decode(ReadOnlySpan<byte> bytes, string fileName, out Diagnostic? problem)
    {
        problem = null;
        ReadOnlySpan<byte> body = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;
        char[] buffer = ArrayPool<char>.Shared.Rent(body.Length);
        try
        {
            OperationStatus status =
                Utf8.ToUtf16(body, buffer, out int read, out int written, replaceInvalidSequences: false);
            if (status == OperationStatus.Done) return new string(buffer, 0, written);
            problem = Explain(body, read, new string(buffer, 0, written), fileName);
            return null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private static Diagnostic Explain(ReadOnlySpan<byte> bytes, int read, string before, string fileName)
    {
        var source = new SourceText(before + "?", fileName);
        string? hint = bytes switch
        {
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "this looks like UTF-16: save it as UTF-8",
            _ when bytes[..Math.Min(bytes.Length, 512)].Contains((byte)0) => "this looks like a binary file",
            _ => "save the file as UTF-8; in a string, any byte can be written as `\\xNN`",
        };
        return new Diagnostic(AssemblerDiagnostics.NotText,
            $"the byte 0x{bytes[read]:X2} at offset {read} is not UTF-8",
            source.Locate(new TextSpan(before.Length, 1)), hint);
    }
}
