namespace HgmVm.Cli.Inputs;

/// <summary>Where a command puts what it made: a file, or standard output.</summary>
internal static class OutputFile
{
    /// <summary>
    /// Writes all of it, or nothing: first beside the target, then in its place, so that a failure half way leaves the
    /// old file as it was. What is no plain file (a pipe, a device) is written directly.
    /// </summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes, Terminal terminal)
    {
        if (path == InputFile.StandardInput)
        {
            terminal.Out.Flush();
            terminal.Output.Write(bytes);
            terminal.Output.Flush();
            return;
        }
        try
        {
            if (Directory.Exists(path)) throw new UserErrorException($"cannot write `{path}`: it is a directory");
            if (IsSpecial(path)) File.WriteAllBytes(path, bytes);
            else Replace(path, bytes);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            throw new UserErrorException($"cannot write `{path}`: {InputFile.Reason(problem)}");
        }
    }

    private static bool IsSpecial(string path) =>
        File.Exists(path) && (File.GetAttributes(path) & (FileAttributes.Device | FileAttributes.ReparsePoint)) != 0
        || path.StartsWith("/dev/", StringComparison.Ordinal);

    private static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        string beside = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllBytes(beside, bytes);
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
