using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using HgmVm.Compiled;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Lowering;
using HgmVm.Machine;

namespace HgmVm.Execution;

/// <summary>
/// The compiled code of a machine. Functions are translated in rounds, each into a collectible assembly of its own,
/// which goes when the machine does. The code holds addresses of the machine as constants, so it is that machine's
/// alone.
/// </summary>
/// <remarks>
/// A round may be made on another thread while the machine runs, one at a time: until it is published it touches
/// nothing that running code can see.
/// </remarks>
internal sealed unsafe class CompiledCode(VmThread thread, VmOptions options)
{
    /// <summary>The library lets an assembly of this name use its internals: the methods that compiled code
    /// calls.</summary>
    private const string AssemblyName = "HgmVm.CompiledCode";

    private readonly CompilationUnit _unit = new(thread, OptionsFor(options));
    private readonly Dictionary<LinkedFunction, LoweredCode> _lowered = [];
    private readonly HashSet<LinkedFunction> _done = [];
    private readonly HashSet<LinkedFunction> _rare = [];
    private Inlining? _inlining;
    private readonly List<KeptInterpreted> _kept = [];

    /// <summary>Addresses of code do not keep it alive; its types do.</summary>
    private readonly List<Type> _types = [];

    private volatile bool _isCancelled;

    /// <summary>True where the runtime can compile code that was made at run time.</summary>
    public static bool IsSupported => RuntimeFeature.IsDynamicCodeCompiled;

    public CompileOptions Options => _unit.Options;

    /// <summary>Which borrows the code takes as one word.</summary>
    public BorrowWords Borrows => _unit.Borrows;

    /// <summary>Functions with compiled code.</summary>
    public int CompiledCount { get; private set; }

    /// <summary>Functions that stay interpreted, and why.</summary>
    public IReadOnlyList<KeptInterpreted> Kept => _kept;

    /// <summary>True when the function was compiled, or it was found out that it cannot be.</summary>
    public bool IsDone(LinkedFunction function) => _done.Contains(function);

    /// <summary>Makes code for a function and all that it can come to, as far as that is not done yet; null when
    /// cancelled.</summary>
    public CompiledRound? Compile(LinkedFunction root)
    {
        List<LinkedFunction> functions = Reachability.From(thread.Program, [root]);
        functions.RemoveAll(_done.Contains);
        TypeBuilder type = DefineType();
        var entrances = new Dictionary<Shape, string>();
        var parts = new List<Part>();
        foreach (LinkedFunction function in functions) Inlining.Count(Lower(function));
        // The program's main function is called once; what else the host calls, it may call again and again.
        if (root == thread.Program.FindFunction("main"))
            _rare.UnionWith(RareFunctions.Find(thread.Program, root, functions));
        foreach (LinkedFunction function in functions)
        {
            if (_isCancelled) return null;
            parts.Add(Translate(type, function, entrances));
        }
        return Finish(type, parts);
    }

    /// <summary>
    /// Makes code that takes over a frame of the interpreter in the middle of a loop; null when cancelled, or when
    /// there can be none.
    /// </summary>
    /// <param name="function">A function whose code was compiled.</param>
    /// <param name="header">The position of its portable code where the loop starts.</param>
    public CompiledRound? CompileLoop(LinkedFunction function, int header)
    {
        TypeBuilder type = DefineType();
        var shape = new Shape(_unit.Borrows, function.Signature);
        Shape takeover = shape.WithoutParameters;
        InlinePlan plan = Inlining.Plan(function, Lower(function)!, _rare.Contains(function));
        string name = $"{function.QualifiedName}#{function.Number}@{header}";
        if (Translator.TranslateLoop(_unit, plan, Define(type, name, takeover).GetILGenerator(), header,
            out int extent) is not null)
        {
            name += "'";
            if (Translator.TranslateLoop(_unit, plan.WithoutCalls, Define(type, name, takeover).GetILGenerator(),
                header, out extent) is not null) return null;
        }
        string entrance = DefineEntrance(type, takeover, 0, isCall: false);
        return Finish(type, [new Part(function, shape, name, entrance, extent, header)]);
    }

    /// <summary>Puts a round to use. Only while no other thread runs the machine.</summary>
    public void Publish(CompiledRound round)
    {
        Interpreter.Prepare(Opcode.XEnter);
        _types.Add(round.Type);
        foreach (PublishedFunction made in round.Functions)
        {
            if (made.Header >= 0) continue;
            FunctionEntry* entry = thread.Functions.Entry(made.Function);
            entry->Native = made.Native;
            _done.Add(made.Function);
            if (made.Reason is not null) _kept.Add(new KeptInterpreted(made.Function.QualifiedName, made.Reason));
            if (made.Stub == 0) continue;
            entry->FrameSlots = made.FrameSlots;
            entry->Code = (Instruction*)made.Stub;
            CompiledCount++;
        }
    }

    /// <summary>Has a round that is being made on another thread end soon, without a result.</summary>
    public void Cancel() => _isCancelled = true;

    /// <summary>Forgets the code. It must neither run any more nor be in the making.</summary>
    public void Release() => _unit.Release();

    private Inlining Inlining => _inlining ??= new Inlining(_unit, Lower);

    private static CompileOptions OptionsFor(VmOptions options)
    {
        bool counts = options.Fuel is not null || options.CountInstructions;
        return new CompileOptions(options.MaxStackBytes)
        {
            CountOpcodes = options.CountInstructions,
            CountsFuel = counts,
            Polls = !counts && (options.Timeout is not null || options.Cancellation.CanBeCanceled),
        };
    }

    private static TypeBuilder DefineType() =>
        AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(AssemblyName), AssemblyBuilderAccess.RunAndCollect)
            .DefineDynamicModule(AssemblyName)
            .DefineType("Code", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed
                | TypeAttributes.BeforeFieldInit);

    /// <summary>The code of a function, of which later rounds may inline a copy; null for the host's.</summary>
    private LoweredCode? Lower(LinkedFunction function)
    {
        if (function.Host is not null) return null;
        if (!_lowered.TryGetValue(function, out LoweredCode? code))
        {
            code = FunctionLowering.Lower(thread.Program, function, _unit, thread.Elision);
            _lowered.Add(function, code);
        }
        return code;
    }

    private Part Translate(TypeBuilder type, LinkedFunction function, Dictionary<Shape, string> entrances)
    {
        LoweredCode? code = Lower(function);
        var shape = new Shape(_unit.Borrows, function.Signature);
        string name = $"{function.QualifiedName}#{function.Number}";
        string? reason = "the host's";
        MethodBuilder bridge = Define(type, name + "!", shape);
        Translator.WriteBridge(_unit, function, bridge.GetILGenerator());
        if (code is not null)
        {
            InlinePlan plan = Inlining.Plan(function, code, _rare.Contains(function));
            reason = Translator.Translate(_unit, plan, Define(type, name, shape).GetILGenerator(), bridge);
            if (reason is not null && plan.Calls.Count > 0)
            {
                // What is inlined may be too much for one method.
                name += "'";
                plan = plan.WithoutCalls;
                reason = Translator.Translate(_unit, plan, Define(type, name, shape).GetILGenerator(), bridge);
            }
        }
        if (reason is not null)
        {
            // The half-written method stays unused.
            return new Part(function, shape, bridge.Name, null, 0, -1, function.Host is null ? reason : null);
        }
        if (!entrances.TryGetValue(shape, out string? entrance))
        {
            entrance = DefineEntrance(type, shape, entrances.Count, isCall: true);
            entrances.Add(shape, entrance);
        }
        return new Part(function, shape, name, entrance, code!.FrameSlots);
    }

    private string DefineEntrance(TypeBuilder type, Shape shape, int number, bool isCall)
    {
        string name = $"enter#{number}";
        MethodBuilder method = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Static, typeof(void),
            [typeof(nint), typeof(nint)]);
        method.InitLocals = false;
        Translator.WriteEntrance(_unit, shape, method.GetILGenerator(), isCall);
        return name;
    }

    /// <summary>A method of a shape, without its code.</summary>
    internal static MethodBuilder Define(TypeBuilder type, string name, Shape shape)
    {
        MethodBuilder method = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Static,
            shape.ClrResult,
            shape.ClrParameters);
        method.InitLocals = false;
        return method;
    }

    /// <summary>Has the runtime make machine code of what is called often; of the rest it does so at the first
    /// calls.</summary>
    private CompiledRound? Finish(TypeBuilder builder, List<Part> parts)
    {
        Type type = builder.CreateType();
        Dictionary<string, MethodInfo> methods = type.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .ToDictionary(method => method.Name);
        var functions = new List<PublishedFunction>();
        foreach (Part part in parts)
        {
            if (_isCancelled) return null;
            MethodInfo code = methods[part.Name];
            nint native = _rare.Contains(part.Function) && part.Header < 0 ? AddressOf(code) : Prepare(code), stub = 0;
            if (part.Entrance is not null)
            {
                nint entrance = AddressOf(methods[part.Entrance]);
                stub = (nint)_unit.StoreStub(part.Shape.Results.Length == 1, entrance, native);
            }
            functions.Add(new PublishedFunction(part.Function, native, stub, part.FrameSlots, part.Header,
                part.Reason));
        }
        return new CompiledRound(type, functions);
    }

    /// <summary>The address of the machine code, made now: before that, the runtime hands out a stub that would be
    /// called each time.</summary>
    private static nint Prepare(MethodInfo method)
    {
        RuntimeHelpers.PrepareMethod(method.MethodHandle);
        return AddressOf(method);
    }

    /// <summary>The address of a stub, which makes the machine code when it is called, or of machine code that is
    /// there.</summary>
    private static nint AddressOf(MethodInfo method) => method.MethodHandle.GetFunctionPointer();

    /// <param name="Function">The function.</param>
    /// <param name="Shape">How it is called.</param>
    /// <param name="Name">The method that compiled code calls.</param>
    /// <param name="Entrance">The method by which the interpreter calls it; null when it stays interpreted.</param>
    /// <param name="FrameSlots">Slots of its frame.</param>
    /// <param name="Header">For code that takes over a loop: where; else -1.</param>
    /// <param name="Reason">Why it stays interpreted.</param>
    private sealed record Part(LinkedFunction Function, Shape Shape, string Name, string? Entrance, int FrameSlots,
        int Header = -1,
        string? Reason = null);
}

/// <summary>Compiled code that is ready for use.</summary>
/// <param name="Type">What keeps it alive.</param>
/// <param name="Functions">Its functions, or the one loop.</param>
internal sealed record CompiledRound(Type Type, List<PublishedFunction> Functions);

/// <param name="Function">The function.</param>
/// <param name="Native">What compiled code calls.</param>
/// <param name="Stub">What the interpreter finds as its code; 0 when it stays interpreted.</param>
/// <param name="FrameSlots">Slots of its frame.</param>
/// <param name="Header">For code that takes over a loop: where; else -1.</param>
/// <param name="Reason">Why it stays interpreted; null for compiled and host functions.</param>
internal sealed record PublishedFunction(LinkedFunction Function, nint Native, nint Stub, int FrameSlots, int Header,
    string? Reason);

/// <summary>A function that was not compiled.</summary>
/// <param name="Function">Name with its module.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record KeptInterpreted(string Function, string Reason);
