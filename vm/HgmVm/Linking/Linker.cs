using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using HgmVm.Verification;

namespace HgmVm.Linking;

/// <summary>
/// Makes a program of verified modules: finds what each import means, compares shapes, numbers types and functions,
/// lays out structs and settles modes. Everything wrong is reported, not only the first.
/// </summary>
public static class Linker
{
    /// <summary>
    /// Links <paramref name="modules"/>; the first is the main module. Modules that nothing imports are linked all the same.
    /// </summary>
    public static LinkResult Link(IReadOnlyList<VerifiedModule> modules, LinkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(modules);
        ArgumentOutOfRangeException.ThrowIfZero(modules.Count);
        var diagnostics = new List<Diagnostic>();
        ModuleOrder.Check(modules, diagnostics);
        if (diagnostics.Exists(d => d.IsError)) return new LinkResult(null, diagnostics);

        LinkedModule[] linked = ModeSettlement.Settle(modules, options, diagnostics);
        var types = new TypeLinking(linked, options, diagnostics);
        types.LinkAll();
        if (diagnostics.Exists(d => d.IsError)) return new LinkResult(null, diagnostics);

        var functions = new FunctionLinking(linked, options.Host, diagnostics);
        functions.LinkAll();
        if (diagnostics.Exists(d => d.IsError)) return new LinkResult(null, diagnostics);

        Dictionary<int, LinkedInterface> interfaces = new InterfaceLinking(linked, diagnostics).LinkAll(types.All);
        if (diagnostics.Exists(d => d.IsError)) return new LinkResult(null, diagnostics);

        LinkedHeapType[] heapTypes = types.Complete();
        if (diagnostics.Exists(d => d.IsError)) return new LinkResult(null, diagnostics);
        var program = new LinkedProgram(linked, heapTypes, functions.All, interfaces, options);
        if (options.RequireMain && !HasMain(program))
            diagnostics.Add(new Diagnostic(LinkDiagnostics.NoMain, $"module `{program.Name}` has no `fn main()` to start at"));
        return new LinkResult(diagnostics.Exists(d => d.IsError) ? null : program, diagnostics);
    }

    private static bool HasMain(LinkedProgram program)
    {
        LinkedSignature? signature = program.FindFunction("main")?.Signature;
        return signature is { Parameters.Length: 0, Results: [] or [{ Kind: ValueKind.I32 }] };
    }
}
