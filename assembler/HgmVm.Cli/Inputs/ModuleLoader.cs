using HgmVm.Assembler;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;
using HgmVm.Diagnostics;

namespace HgmVm.Cli.Inputs;

/// <summary>
/// Reads one program: a main module, text or binary (the content decides which), and what it imports, found beside it,
/// in the folders of <c>--lib</c> and in the standard library that travels with the tool.
/// </summary>
internal sealed class ModuleLoader(Terminal terminal, IReadOnlyList<string> libraries)
{
    private readonly Dictionary<string, SourceText?> _sources = new(StringComparer.Ordinal);
    private FileModuleResolver? _resolver;

    /// <summary>What was found so far, by whoever looked at the program.</summary>
    public List<Diagnostic> Diagnostics { get; } = [];

    /// <summary>The standard library of this installation.</summary>
    public static string StandardLibrary => Path.Combine(AppContext.BaseDirectory, "stdlib");

    /// <summary>Reads the main module; null when it has errors.</summary>
    public Module? LoadMain(string path)
    {
        string name = InputFile.NameOf(path);
        byte[] bytes = InputFile.Read(path, terminal);
        _resolver = new FileModuleResolver(path == InputFile.StandardInput ? null : path, StandardLibrary, libraries);
        if (ModuleReader.LooksBinary(bytes))
        {
            ModuleReadResult read = ModuleReader.Read(bytes, name);
            Diagnostics.AddRange(read.Diagnostics);
            return read.Module;
        }
        if (SourceDecoder.Decode(bytes, name, out Diagnostic? problem) is not { } text)
        {
            Diagnostics.Add(problem!);
            return null;
        }
        var source = new SourceText(text, name);
        _sources[name] = source;
        AssemblyResult assembled = ModuleAssembler.Assemble(source, _resolver);
        Diagnostics.AddRange(assembled.Diagnostics);
        return assembled.Module;
    }

    /// <summary>All modules that the main module needs, itself first.</summary>
    public IReadOnlyList<Module> LoadProgram(Module main)
    {
        IReadOnlyList<Module> all = _resolver!.LoadProgram(main, out IReadOnlyList<Diagnostic> diagnostics);
        Diagnostics.AddRange(diagnostics);
        return all;
    }

    /// <summary>
    /// The text of a file that messages mention; null when there is none. Imported texts were read long ago, and are
    /// read again here: a message is rare, and a program with messages is not in a hurry.
    /// </summary>
    public SourceText? FindSource(string name)
    {
        if (_sources.TryGetValue(name, out SourceText? known)) return known;
        SourceText? source = null;
        if (name.EndsWith(".hgm", StringComparison.Ordinal) && Path.IsPathFullyQualified(name) && File.Exists(name))
        {
            try
            {
                source = new SourceText(SourceDecoder.Decode(InputFile.Read(name, terminal), name, out _) ?? "", name);
            }
            catch (UserErrorException)
            {
                // Without the text the message stands alone.
            }
        }
        _sources[name] = source;
        return source;
    }
}
