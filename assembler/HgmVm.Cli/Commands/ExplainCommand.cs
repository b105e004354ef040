using System.CommandLine;
using System.Globalization;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Bytecode;
using HgmVm.Cli.Text;
using HgmVm.Diagnostics;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Verification;

namespace HgmVm.Cli.Commands;

/// <summary><c>hgmvm explain CODE</c>: the long form of a diagnostic, a trap kind or an opcode; alone, the list of
/// them.</summary>
internal static class ExplainCommand
{
    private const int Width = 96;

    public static Command Create(Terminal terminal)
    {
        var code = new Argument<string?>("CODE")
        {
            Description = "A diagnostic (HGM2004), a trap kind (dead-reference) or an opcode (add.i64); none lists the first two",
            HelpName = "CODE",
            Arity = ArgumentArity.ZeroOrOne,
        };
        code.CompletionSources.Add(_ =>
            Descriptors().Select(d => d.Code).Concat(TrapKinds().Select(kind => kind.Name())));
        var command = new Command("explain", "Explain a diagnostic, a trap kind or an opcode") { code };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(code) is { } wanted) Explain(wanted, terminal);
            else List(terminal);
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>The kinds of mistakes of every layer, by code.</summary>
    public static IEnumerable<DiagnosticDescriptor> Descriptors() =>
        AssemblerDiagnostics.All.Concat(VerifierDiagnostics.All).Concat(LinkDiagnostics.All)
            .Concat(FormatDiagnostics.All)
            .OrderBy(d => d.Code, StringComparer.Ordinal);

    private static IEnumerable<TrapKind> TrapKinds() => Enum.GetValues<TrapKind>().Where(kind => kind != TrapKind.None);

    private static void Explain(string wanted, Terminal terminal)
    {
        TextWriter output = terminal.Out;
        if (Descriptors().FirstOrDefault(d =>
            d.Code.Equals(wanted, StringComparison.OrdinalIgnoreCase)) is { } descriptor)
        {
            output.WriteLine($"{descriptor.Code}: {descriptor.Title}");
            output.WriteLine();
            Paragraphs.Write(output, descriptor.Explanation, Width);
            if (descriptor.Severity == Severity.Warning) output.WriteLine("\nThis is a warning: the program runs all the same.");
            return;
        }
        // `unreachable` is both a trap and an opcode.
        bool isTrap = TrapNames.Parse(wanted) is not null, isOpcode = OpcodeTable.Find(wanted) is { IsInternal: false };
        if (TrapNames.Parse(wanted) is { } kind) WriteTrap(kind, output);
        if (isTrap && isOpcode) output.WriteLine();
        if (isOpcode) WriteOpcode(OpcodeTable.Find(wanted)!, output);
        if (isTrap || isOpcode) return;
        IEnumerable<string> known = Descriptors().Select(d => d.Code).Concat(TrapKinds().Select(k => k.Name()))
            .Concat(OpcodeTable.Rows.Where(r => !r.IsInternal).Select(r => r.Mnemonic));
        string? near = Spelling.Nearest(wanted, known);
        throw new UserErrorException($"nothing is called `{wanted}`",
            hint: near is null ? "`hgmvm explain` lists the codes" : $"did you mean `{near}`?");
    }

    private static void WriteTrap(TrapKind kind, TextWriter output)
    {
        output.WriteLine($"trap {kind.Name()}");
        output.WriteLine();
        Paragraphs.Write(output, TrapPages.Of(kind), Width);
        string[] raisers = [.. OpcodeTable.Rows.Where(row => !row.IsInternal
            && row.Traps.HasFlag((TrapKinds)(1 << (int)kind)))
            .Select(row => row.Mnemonic)];
        if (raisers.Length == 0) return;
        output.WriteLine();
        Paragraphs.Write(output, $"Opcodes that can raise it: {string.Join(", ", raisers)}.", Width);
    }

    private static void WriteOpcode(OpcodeRow row, TextWriter output)
    {
        IEnumerable<string> operands = Enumerable.Range(0, row.OperandCount).Select(i => Describe(row[i]));
        output.WriteLine($"opcode {row.Mnemonic}, number {((int)row.Opcode).ToString("X3", CultureInfo.InvariantCulture)}");
        output.WriteLine();
        output.WriteLine($"operands: {(row.OperandCount == 0 ? "none" : string.Join(", ", operands))}");
        if (row.Extension is Extension.Call) output.WriteLine("          and the arguments and results of the call");
        if (row.Extension is Extension.Values) output.WriteLine("          any number of values to return");
        if (row.Extension is Extension.Labels) output.WriteLine("          and the labels, the default first");
        string[] traps = [.. TrapKinds().Where(kind => row.Traps.HasFlag((TrapKinds)(1 << (int)kind)))
            .Select(kind => kind.Name())];
        output.WriteLine($"traps:    {(traps.Length == 0 ? "never" : string.Join(", ", traps))}");
        if (row.MayFree) output.WriteLine("          may end the life of objects");
    }

    private static string Describe(OperandSpec operand)
    {
        string kind = operand.Class == OperandClass.None ? "" : $"{Lower(operand.Class)} ";
        return operand.Role switch
        {
            OperandRole.Def => $"{kind}register, written",
            OperandRole.Use => $"{kind}register",
            OperandRole.Move => $"{kind}register, emptied if it is own or con",
            OperandRole.Index => "[i64 register]",
            _ => Lower(operand.Role),
        };
    }

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static void List(Terminal terminal)
    {
        terminal.Out.WriteLine("Diagnostics:");
        foreach (DiagnosticDescriptor descriptor in Descriptors())
            terminal.Out.WriteLine($"  {descriptor.Code}  {descriptor.Title}");
        terminal.Out.WriteLine();
        terminal.Out.WriteLine("Traps:");
        foreach (TrapKind kind in TrapKinds()) terminal.Out.WriteLine($"  {kind.Name()}");
    }
}
