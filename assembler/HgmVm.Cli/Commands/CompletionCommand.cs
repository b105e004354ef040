using System.CommandLine;

namespace HgmVm.Cli.Commands;

/// <summary><c>hgmvm completion SHELL</c>: the script that teaches a shell to complete our commands and
/// options.</summary>
internal static class CompletionCommand
{
    // Each script asks `hgmvm [suggest:POSITION] "WORDS"` and adds the names of files, which hgmvm itself does not offer.
    private const string Bash = """
        _hgmvm() {
            local word="${COMP_WORDS[COMP_CWORD]}" line="${COMP_LINE#* }"
            local position=$((COMP_POINT - ${#COMP_LINE} + ${#line}))
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(hgmvm "[suggest:$position]" "$line" 2>/dev/null)" -- "$word"))
            [[ $word == -* ]] || COMPREPLY+=($(compgen -f -- "$word"))
        }
        complete -o filenames -F _hgmvm hgmvm

        """;

    private const string Zsh = """
        #compdef hgmvm
        _hgmvm() {
            local line="${BUFFER#* }"
            local -a found
            found=(${(f)"$(hgmvm "[suggest:$((CURSOR - ${#BUFFER} + ${#line}))]" "$line" 2>/dev/null)"})
            compadd -a found
            _files
        }
        compdef _hgmvm hgmvm

        """;

    private const string Fish = """
        function __hgmvm_complete
            set -l line (string replace -r '^\S+\s*' '' -- (commandline -cp))
            hgmvm "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c hgmvm -a '(__hgmvm_complete)'

        """;

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish", HelpName = "SHELL" };
        shell.CompletionSources.Add("bash", "zsh", "fish");
        var command = new Command("completion",
            "Print the script that completes commands and options in a shell; for bash: source <(hgmvm completion bash)") { shell };
        command.SetAction(parsed =>
        {
            string name = parsed.GetRequiredValue(shell);
            terminal.Out.Write(name switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                _ => throw new UserErrorException($"no completion for the shell `{name}`", hint: "bash, zsh and fish have one"),
            });
            return ExitCodes.Success;
        });
        return command;
    }
}
