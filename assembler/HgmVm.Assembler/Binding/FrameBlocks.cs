using System.Collections.Immutable;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Parsing;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;

namespace HgmVm.Assembler.Binding;

/// <summary>
/// Frame blocks (M7): the structs and fixed arrays that a function declares with <c>local</c> live in one object of its
/// call, with one generation and one tether for all. It is made of what there is: a struct with a final inline member
/// for each local, an owner of it that is allocated at the start and freed at every end, and a borrow of each member.
/// So a reference to a local that outlives the call is dead like any other, blocks are reused and retire as slots do,
/// and what locals own ends with the call.
/// </summary>
internal sealed class FrameBlocks
{
    private const string Suffix = "_frame";

    private readonly HashSet<string> _structs = [];
    private readonly DiagnosticBag _bag;
    private readonly List<ItemSyntax> _added = [];

    public FrameBlocks(ModuleSyntax syntax, DiagnosticBag bag)
    {
        _bag = bag;
        bool any = false;
        foreach (ItemSyntax item in syntax.Items)
        {
            any |= item is FunctionSyntax { Frame.Length: > 0 };
            if (item is StructSyntax definition) _structs.Add(definition.Name.Text);
        }
        Items = any ? Rewrite(syntax.Items) : syntax.Items;
    }

    /// <summary>The items of the module, and after them the structs of frame blocks.</summary>
    public IReadOnlyList<ItemSyntax> Items { get; }

    private List<ItemSyntax> Rewrite(IEnumerable<ItemSyntax> items)
    {
        var rewritten = new List<ItemSyntax>();
        foreach (ItemSyntax item in items)
            rewritten.Add(item is FunctionSyntax { Frame.Length: > 0 } function ? WithBlock(function) : item);
        rewritten.AddRange(_added);
        return rewritten;
    }

    private FunctionSyntax WithBlock(FunctionSyntax function)
    {
        TextSpan span = function.Frame[0].Span;
        NameSyntax structName = Name(Free(function.Name.Name.Last + Suffix, _structs), span);
        var registers = new HashSet<string>(function.Parameters.Concat(function.Locals).Concat(function.Frame)
            .Select(r => r.Name.Text));
        NameSyntax block = Name(Free(Suffix, registers), span);
        var fields = ImmutableArray.CreateBuilder<FieldSyntax>();
        var locals = function.Locals.ToBuilder();
        var body = ImmutableArray.CreateBuilder<StatementSyntax>();
        locals.Add(new RegisterSyntax(block, new StructReferenceSyntax(ValueKind.Own, structName, span), null, span));
        body.Add(Instruction("alloc", span, block));
        foreach (RegisterSyntax local in function.Frame)
        {
            if (Borrowed(local.Type) is not { } type)
            {
                _bag.Report(AssemblerDiagnostics.WrongOperand, local.Type.Span, "a local is an inline struct or fixed array",
                    "`local e: inline Engine`; `let` declares registers");
                continue;
            }
            fields.Add(new FieldSyntax(true, false, local.Name, local.Type, local.Span));
            locals.Add(local with { Type = type });
            body.Add(Instruction("inl", local.Span, local.Name, Name($"{block.Text}.{local.Name.Text}", local.Name.Span)));
        }
        foreach (StatementSyntax statement in function.Body)
        {
            if (statement is InstructionSyntax { Mnemonic.Name.First: "ret" or "tailcall" } end)
                body.Add(Instruction("free", end.Span, block));
            body.Add(statement);
        }
        _added.Add(new StructSyntax(false, structName, null, fields.ToImmutable(), span));
        return function with { Locals = locals.ToImmutable(), Body = body.ToImmutable(), Frame = [] };
    }

    private static TypeSyntax? Borrowed(TypeSyntax type) => type switch
    {
        StructReferenceSyntax { Kind: ValueKind.Inline } member => member with { Kind = ValueKind.Borrow },
        FixedReferenceSyntax { Kind: ValueKind.Inline } member => member with { Kind = ValueKind.Borrow },
        _ => null,
    };

    private static InstructionSyntax Instruction(string mnemonic, TextSpan span,
        params ReadOnlySpan<NameSyntax> operands)
    {
        var list = ImmutableArray.CreateBuilder<OperandSyntax>(operands.Length);
        foreach (NameSyntax operand in operands) list.Add(new NameOperandSyntax(operand));
        return new InstructionSyntax(Name(mnemonic, span), list.MoveToImmutable(), span);
    }

    private static NameSyntax Name(string text, TextSpan span) => new(new DottedName(text, Keyword.None), span);

    private static string Free(string wanted, HashSet<string> taken)
    {
        while (!taken.Add(wanted)) wanted = "_" + wanted;
        return wanted;
    }
}
