using HgmVm.Bytecode;

namespace HgmVm.Cli.Inputs;

/// <summary>The bytes of a file or of standard input, or one clear sentence about why there are none.</summary>
internal static class InputFile
{
    /// <summary>The name that stands for standard input on a command line.</summary>
    public const string StandardInput = "-";

    /// <summary>No text is longer; a binary module may be, up to <see cref="ModuleLimits.MaxModuleBytes"/>.</summary>
    public const int MaxTextBytes = 64 * 1024 * 1024;

    /// <summary>How messages call it.</summary>
    public static string NameOf(string path) => path == StandardInput ? "standard input" : path;

    /// <summary>Reads all of it, but never more than a module may have: <c>/dev/zero</c> is a file too.</summary>
    public static byte[] Read(string path, Terminal terminal)
    {
        try
        {
            if (path == StandardInput) return ReadAll(terminal.Input, "standard input");
            if (path.Length == 0) throw new UserErrorException("the name of a file is empty");
            if (Directory.Exists(path)) throw new UserErrorException($"cannot read `{path}`: it is a directory");
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            return ReadAll(file, $"`{path}`");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            throw new UserErrorException($"cannot read {(path == StandardInput ? "standard input" : $"`{path}`")}: {Reason(problem)}");
        }
    }

    /// <summary>Why a file could not be read or written, without the path that the caller names already.</summary>
    public static string Reason(Exception problem) => problem switch
    {
        FileNotFoundException => "there is no such file",
        DirectoryNotFoundException => "there is no such folder",
        UnauthorizedAccessException => "permission denied",
        PathTooLongException => "the path is too long",
        _ => problem.Message.TrimEnd('.'),
    };

    private static byte[] ReadAll(Stream stream, string name)
    {
        var bytes = new MemoryStream();
        byte[] buffer = new byte[81_920];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, count);
            int limit = ModuleReader.LooksBinary(bytes.GetBuffer().AsSpan(0, (int)Math.Min(bytes.Length, 64)))
                ? ModuleLimits.MaxModuleBytes : MaxTextBytes;
            if (bytes.Length > limit)
                throw new UserErrorException($"{name} has more than {limit >> 20} MiB, which no module has", ExitCodes.Refused);
        }
        return bytes.ToArray();
    }
}
