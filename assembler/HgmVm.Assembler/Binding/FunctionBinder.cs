using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Assembler.Binding;

/// <summary>Binds one body: its registers, its labels, its instructions, and the line each came from.</summary>
internal sealed partial class FunctionBinder
{
    private readonly ModuleScope _scope;
    private readonly DiagnosticBag _bag;
    private readonly FunctionSyntax _syntax;
    private readonly FunctionDefinition _function;
    private readonly List<Instruction> _code;
    private readonly Dictionary<string, int> _registers;
    private readonly Dictionary<string, Label> _labels = [];
    private readonly List<Jump> _jumps = [];

    /// <summary>False once a directive gives the lines: then those of this text mean nothing.</summary>
    private bool _usesTextLines;
    private bool _isTooLong;

    public FunctionBinder(ModuleScope scope, FunctionSyntax syntax, FunctionDefinition function, bool hasSource)
    {
        _scope = scope;
        _bag = scope.Bag;
        _syntax = syntax;
        _function = function;
        _code = function.Code;
        _usesTextLines = !hasSource;
        _registers = new Dictionary<string, int>(syntax.Parameters.Length + syntax.Locals.Length);
    }

    /// <summary>A label that an instruction names: the word and the 16 bits in it that its position belongs
    /// in.</summary>
    private sealed record Jump(int Word, int Place, NameSyntax Name);

    private sealed class Label(NameSyntax name, int position)
    {
        public NameSyntax Name { get; } = name;

        public int Position { get; } = position;

        public bool IsUsed { get; set; }
    }

    public void Bind()
    {
        DeclareRegisters();
        foreach (StatementSyntax statement in _syntax.Body)
        {
            switch (statement)
            {
                case LabelSyntax label:
                    DeclareLabel(label);
                    break;
                case LineSyntax line:
                    _usesTextLines = false;
                    AddLine(line.Line);
                    break;
                case InstructionSyntax instruction:
                    if (_usesTextLines) FollowTextLine(instruction.Span);
                    BindInstruction(instruction);
                    break;
            }
            if (_bag.IsFull) return;
        }
        ResolveJumps();
        foreach (Label label in _labels.Values)
        {
            if (!label.IsUsed) _bag.Report(AssemblerDiagnostics.UnusedLabel, label.Name.Span, $"nothing jumps to `{label.Name}`");
        }
    }

    /// <summary>Parameters are in the function's registers already; the locals follow them.</summary>
    private void DeclareRegisters()
    {
        for (int i = 0; i < _syntax.Parameters.Length; i++) DeclareRegister(_syntax.Parameters[i], i);
        if (_syntax.Parameters.Length + _syntax.Locals.Length > ModuleLimits.MaxRegisters)
        {
            _bag.Report(AssemblerDiagnostics.LimitExceeded, _syntax.Name.Span,
                $"function `{_syntax.Name}` has more than {ModuleLimits.MaxRegisters} registers");
            return;
        }
        foreach (RegisterSyntax local in _syntax.Locals)
        {
            if (!local.Name.IsSimple || !Names.IsIdentifier(local.Name.Text))
                _bag.Report(AssemblerDiagnostics.BadName, local.Name.Span, $"`{local.Name}` cannot be the name of a register");
            DeclareRegister(local, _function.Registers.Count);
            _function.Registers.Add(new RegisterDefinition(local.Name.Text, _scope.Types.Bind(local.Type),
                local.Mode?.Mode));
        }
    }

    private void DeclareRegister(RegisterSyntax syntax, int index)
    {
        if (!_registers.TryAdd(syntax.Name.Text, index)) _scope.ReportDuplicate(syntax.Name, "register");
    }

    private void DeclareLabel(LabelSyntax syntax)
    {
        if (!_labels.TryAdd(syntax.Name.Text, new Label(syntax.Name, _code.Count)))
            _scope.ReportDuplicate(syntax.Name, "label");
    }

    private void FollowTextLine(TextSpan span)
    {
        int line = _bag.Source.LineAt(span.Start);
        if (_function.Lines.Count == 0 || _function.Lines[^1].Line != line) AddLine(line);
    }

    /// <summary>Two directives before one instruction: the second counts.</summary>
    private void AddLine(int line)
    {
        if (_function.Lines.Count > 0 && _function.Lines[^1].Position == _code.Count)
            _function.Lines.RemoveAt(_function.Lines.Count - 1);
        _function.Lines.Add(new LineEntry(_code.Count, line));
    }

    private void ResolveJumps()
    {
        foreach ((int word, int place, NameSyntax name) in _jumps)
        {
            if (_labels.TryGetValue(name.Text, out Label? label))
            {
                label.IsUsed = true;
                _code[word] = new Instruction(_code[word].Word | (ulong)(ushort)label.Position << (16 * place));
                continue;
            }
            _scope.ReportUnknown(AssemblerDiagnostics.UnknownLabel, name.Span, $"there is no label `{name}` in this function", name.Text,
                _labels.Keys);
        }
    }

    /// <summary>The register's type; kind <c>None</c> when there is no such register or its type could not be
    /// bound.</summary>
    private ValueType TypeOf(string name) =>
        _registers.TryGetValue(name, out int index) && index < _function.Registers.Count
            ? _function.Registers[index].Type : default;

    private void ReportNoRegister(string name, TextSpan span) =>
        _scope.ReportUnknown(AssemblerDiagnostics.UnknownRegister, span,
        $"there is no register `{name}` in this function", name, _registers.Keys);

    /// <summary>The register of that name, or 0 with a diagnostic.</summary>
    private int Register(NameSyntax name)
    {
        if (_registers.TryGetValue(name.Text, out int index)) return index;
        ReportNoRegister(name.Text, name.Span);
        return 0;
    }
}
