using System.Collections;
using HgmVm.Isa;

namespace HgmVm.Verification;

/// <summary>Where the instructions of a function start, and which of them are jump targets.</summary>
internal sealed class CodeLayout
{
    private readonly List<Instruction> _code;
    private readonly BitArray _starts;
    private readonly BitArray _targets;

    private CodeLayout(List<Instruction> code)
    {
        _code = code;
        _starts = new BitArray(code.Count);
        _targets = new BitArray(code.Count);
        Faulty = new BitArray(code.Count);
    }

    public int Length => _code.Count;

    /// <summary>Instructions with an error in their operands: what they do to registers is not known.</summary>
    public BitArray Faulty { get; }

    /// <summary>True when an instruction starts there.</summary>
    public bool IsStart(int position) => (uint)position < (uint)Length && _starts[position];

    /// <summary>True when some jump goes there.</summary>
    public bool IsTarget(int position) => position < Length && _targets[position];

    public DecodedInstruction At(int position) => new(_code, position, OpcodeTable.Row(_code[position].Opcode));

    /// <summary>
    /// Splits code into instructions. Reports the first word that is none, after which nothing can be told, and code
    /// that falls off its end; null in both cases.
    /// </summary>
    public static CodeLayout? Split(FunctionScope scope)
    {
        List<Instruction> code = scope.Function.Code;
        var layout = new CodeLayout(code);
        OpcodeRow? last = null;
        for (int position = 0; position < code.Count;)
        {
            layout._starts[position] = true;
            last = OpcodeTable.Find(code[position].Op);
            if (last is null || last.IsInternal)
            {
                scope.Report(VerifierDiagnostics.UnknownOpcode, position, $"opcode 0x{code[position].Op:X3} cannot stand in a module");
                return null;
            }
            int next = position + last.WordCount(code[position]);
            if (next > code.Count)
            {
                scope.Report(VerifierDiagnostics.CutOff, position,
                    $"`{last.Mnemonic}` takes {next - position} words, {code.Count - position} are left");
                return null;
            }
            position = next;
        }
        if (last?.Flow is Flow.Jump or Flow.Switch or Flow.Return or Flow.Stop) return layout;
        scope.Report(VerifierDiagnostics.FallsOffTheEnd, Math.Max(code.Count - 1, 0), last is null ? "the function has no code"
            : $"after `{last.Mnemonic}` the function goes on to nowhere", hint: "end with `ret`");
        return null;
    }

    /// <summary>Notes a jump target; false when no instruction starts there.</summary>
    public bool TryAddTarget(int position)
    {
        if (!IsStart(position)) return false;
        _targets[position] = true;
        return true;
    }
}
