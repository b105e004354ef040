using System.CommandLine;
using HgmVm.Bytecode;
using HgmVm.Cli.CommandLine;
using HgmVm.Execution;
using HgmVm.Linking;

namespace HgmVm.Cli.Commands;

/// <summary>The options of <c>run</c>, and the run that they ask for.</summary>
internal sealed class RunOptions
{
    private static readonly (string Word, Mode Mode)[] s_modes =
        [("resilient", Bytecode.Mode.Resilient), ("normal", Bytecode.Mode.Normal), ("fast", Bytecode.Mode.Fast)];

    private readonly Option<Mode?> _mode = OptionParsers.Choice("--mode", "How strict memory is, in every module",
        [.. s_modes.Select(mode => (mode.Word, (Mode?)mode.Mode))], "MODE");
    private readonly Option<InnerPolicy> _inner = CommonOptions.Inner();
    private readonly Option<UnionWords> _unionWords = CommonOptions.UnionWords();
    private readonly Option<string[]> _modeOf = Repeatable("--mode-of", "The mode of one module, e.g. geometry=fast; repeatable",
        "MODULE=MODE");
    private readonly Option<string[]> _allowFast = Repeatable("--allow-fast",
        "Permit a module, or one struct of it, to be fast; repeatable", "MODULE");
    private readonly Option<long?> _fuel = OptionParsers.Value("--fuel",
        "End after so many calls and backward jumps, e.g. 10M", "COUNT", OptionParsers.Count);
    private readonly Option<TimeSpan?> _timeout = OptionParsers.Value("--timeout", "End after this time, e.g. 500ms, 10s, 2m",
        "TIME", OptionParsers.Duration);
    private readonly Option<long?> _maxHeap = OptionParsers.Value("--max-heap", "Bytes of heap, e.g. 64M", "SIZE",
        OptionParsers.Size);
    private readonly Option<long?> _maxStack = OptionParsers.Value("--max-stack", "Bytes of stack, e.g. 1M", "SIZE",
        OptionParsers.Size);
    private readonly Option<ExecutionTier> _tier = OptionParsers.Choice("--tier",
        "Interpret, compile before running, or let what runs long be compiled meanwhile (auto)",
        [("auto", ExecutionTier.Auto), ("interpreter", ExecutionTier.Interpreter), ("compiled", ExecutionTier.Compiled)], "TIER");
    private readonly Option<bool> _keepChecks = new("--keep-checks")
    {
        Description = "Perform every check, also those that earlier ones prove",
    };
    private readonly Option<bool> _verifyElision = new("--verify-elision")
    {
        Description = "Put every proof to the test: perform the check as well, and stop where it fails",
    };
    private readonly Option<bool> _history = new("--history")
    {
        Description = "Remember where objects were allocated and freed, and say so in traps; slower",
    };

    private readonly Option<Released> _released = OptionParsers.Choice("--released",
        "What memory that was given back to the system shows to stale references", [("zero", Released.Zero), ("garbage", Released.Garbage)],
        "WHAT");

    private readonly Option<bool> _stats = new("--stats") { Description = "Say on standard error what the run did; slower" };

    private readonly Option<bool> _json = new("--json") { Description = "Print the statistics as JSON" };

    private readonly Option<string[]> _libraries = CommonOptions.Libraries();

    // Not a bool: the parser gives those no word but `true` and `false`.
    private enum Released
    {
        Zero,
        Garbage,
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])
            [
                _mode, _modeOf, _allowFast, _inner, _unionWords, _fuel, _timeout, _maxHeap, _maxStack, _tier,
                _keepChecks, _verifyElision, _stats, _json, _history, _released, _libraries,
            ])
        {
            command.Add(option);
        }
    }

    /// <summary>The run that a command line asks for.</summary>
    /// <exception cref="UserErrorException">It asks for something that makes no sense.</exception>
    public RunRequest Request(ParseResult parsed, string file, IReadOnlyList<string> arguments)
    {
        if (parsed.GetValue(_json) && !parsed.GetValue(_stats))
            throw new UserErrorException("--json says how --stats is printed", hint: "add --stats");
        return new RunRequest(file, arguments)
        {
            Machine = VmOptions(parsed),
            Libraries = CommonOptions.Folders(parsed, _libraries),
            Mode = parsed.GetValue(_mode),
            ModeOf = ModesOf(parsed.GetValue(_modeOf) ?? []),
            AllowFast = parsed.GetValue(_allowFast) ?? [],
            Inner = parsed.GetValue(_inner),
            UnionWords = parsed.GetValue(_unionWords),
            Stats = parsed.GetValue(_stats),
            Json = parsed.GetValue(_json),
        };
    }

    private VmOptions VmOptions(ParseResult parsed)
    {
        long stack = parsed.GetValue(_maxStack) ?? Execution.VmOptions.DefaultStackBytes;
        if (stack is < Execution.VmOptions.LeastStackBytes or > Execution.VmOptions.MostStackBytes)
        {
            throw new UserErrorException($"--max-stack: a stack has {Execution.VmOptions.LeastStackBytes >> 10}K "
                + $"to {Execution.VmOptions.MostStackBytes >> 30}G");
        }
        return new VmOptions
        {
            Fuel = parsed.GetValue(_fuel),
            Timeout = parsed.GetValue(_timeout),
            MaxHeapBytes = parsed.GetValue(_maxHeap),
            MaxStackBytes = stack,
            Tier = parsed.GetValue(_tier),
            KeepChecks = parsed.GetValue(_keepChecks),
            VerifyElision = parsed.GetValue(_verifyElision),
            History = parsed.GetValue(_history),
            GarbageInReleasedMemory = parsed.GetValue(_released) == Released.Garbage,
            CountInstructions = parsed.GetValue(_stats),
        };
    }

    private static Dictionary<string, Mode> ModesOf(string[] choices)
    {
        var modes = new Dictionary<string, Mode>(StringComparer.Ordinal);
        foreach (string choice in choices)
        {
            int equals = choice.IndexOf('=', StringComparison.Ordinal);
            string word = choice[(equals + 1)..];
            int index = Array.FindIndex(s_modes, mode => mode.Word == word);
            if (equals <= 0 || index < 0)
            {
                throw new UserErrorException($"--mode-of: `{choice}` is not MODULE=MODE",
                    hint: $"modes are {string.Join(", ", s_modes.Select(mode => mode.Word))}");
            }
            modes[choice[..equals]] = s_modes[index].Mode;
        }
        return modes;
    }

    private static Option<string[]> Repeatable(string name, string description, string valueName) =>
        new(name) { Description = description, HelpName = valueName, Arity = ArgumentArity.OneOrMore };
}
