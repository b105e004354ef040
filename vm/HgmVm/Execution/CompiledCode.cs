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
/// The compiled code of a machine. Functions are translated in rounds, each into a collectible assembly of its own, which
/// goes when the machine does. The code holds addresses of the machine as constants, so it is that machine's alone.
/// </summary>
internal sealed unsafe class CompiledCode(VmThread thread, VmOptions options)
{
    /// <summary>The library lets an assembly of this name use its internals: the methods that compiled code calls.</summary>
    private const string AssemblyName = "HgmVm.CompiledCode";

    private readonly CompilationUnit _unit = new(thread, OptionsFor(options));
    private readonly HashSet<LinkedFunction> _done = [];
    private readonly List<KeptInterpreted> _kept = [];

    /// <summary>Addresses of code do not keep it alive; its types do.</summary>
    private readonly List<Type> _types = [];

    /// <summary>True where the runtime can compile code that was made at run time.</summary>
    public static bool IsSupported => RuntimeFeature.IsDynamicCodeCompiled;

    public CompileOptions Options => _unit.Options;

    /// <summary>Functions with compiled code.</summary>
    public int CompiledCount { get; private set; }

    /// <summary>Functions that stay interpreted, and why.</summary>
    public IReadOnlyList<KeptInterpreted> Kept => _kept;

    /// <summary>Compiles a function and all that it can come to, as far as that is not done yet, and puts it to use.</summary>
    public void Compile(LinkedFunction root)
    {
        if (_done.Contains(root)) return;
        List<LinkedFunction> functions = Reachability.From(thread.Program, [root]);
        functions.RemoveAll(_done.Contains);
        Round round = Emit(functions);
        foreach (LinkedFunction function in functions) _done.Add(function);
        Publish(round);
    }

    /// <summary>Forgets the code. It must not run any more.</summary>
    public void Release() => _unit.Release();

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

    private Round Emit(List<LinkedFunction> functions)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(AssemblyName), AssemblyBuilderAccess.RunAndCollect);
        TypeBuilder type = assembly.DefineDynamicModule(AssemblyName)
            .DefineType("Code", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit);
        var entrances = new Dictionary<Shape, string>();
        var parts = new List<Part>();
        foreach (LinkedFunction function in functions) parts.Add(Translate(type, function, entrances));
        return new Round(type.CreateType(), parts);
    }

    private Part Translate(TypeBuilder type, LinkedFunction function, Dictionary<Shape, string> entrances)
    {
        var shape = new Shape(function.Signature);
        string name = $"{function.QualifiedName}#{function.Number}";
        string? reason = "the host's";
        LoweredCode? code = null;
        if (function.Host is null)
        {
            code = FunctionLowering.Lower(thread.Program, function, _unit);
            reason = Translator.Translate(_unit, function, code, Define(type, name, shape).GetILGenerator());
        }
        if (reason is not null)
        {
            _kept.Add(new KeptInterpreted(function.QualifiedName, reason));
            // The half-written method stays unused.
            name += "!";
            Translator.WriteBridge(_unit, function, Define(type, name, shape).GetILGenerator());
            return new Part(function, shape, name, null, 0);
        }
        if (!entrances.TryGetValue(shape, out string? entrance))
        {
            entrance = $"enter#{entrances.Count}";
            entrances.Add(shape, entrance);
            MethodBuilder method = type.DefineMethod(entrance, MethodAttributes.Public | MethodAttributes.Static, typeof(void),
                [typeof(nint), typeof(nint)]);
            method.InitLocals = false;
            Translator.WriteEntrance(_unit, shape, method.GetILGenerator());
        }
        return new Part(function, shape, name, entrance, code!.FrameSlots);
    }

    private static MethodBuilder Define(TypeBuilder type, string name, Shape shape)
    {
        MethodBuilder method = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Static, shape.ClrResult,
            shape.ClrParameters);
        method.InitLocals = false;
        return method;
    }

    private void Publish(Round round)
    {
        Interpreter.Prepare(Opcode.XEnter);
        _types.Add(round.Type);
        Dictionary<string, MethodInfo> methods = round.Type.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .ToDictionary(method => method.Name);
        foreach (Part part in round.Parts)
        {
            FunctionEntry* entry = thread.Functions.Entry(part.Function);
            entry->Native = Prepare(methods[part.Name]);
            if (part.Entrance is null) continue;
            entry->FrameSlots = part.FrameSlots;
            entry->Code = _unit.StoreStub(part.Shape.Results.Length == 1, Prepare(methods[part.Entrance]), entry->Native);
            CompiledCount++;
        }
    }

    /// <summary>The address of the machine code, made now: before that, the runtime hands out a stub that would be called each time.</summary>
    private static nint Prepare(MethodInfo method)
    {
        RuntimeHelpers.PrepareMethod(method.MethodHandle);
        return method.MethodHandle.GetFunctionPointer();
    }

    /// <param name="Function">The function.</param>
    /// <param name="Shape">How it is called.</param>
    /// <param name="Name">The method that compiled code calls.</param>
    /// <param name="Entrance">The method by which the interpreter calls it; null when it stays interpreted.</param>
    /// <param name="FrameSlots">Slots of its frame.</param>
    private sealed record Part(LinkedFunction Function, Shape Shape, string Name, string? Entrance, int FrameSlots);

    private sealed record Round(Type Type, List<Part> Parts);
}

/// <summary>A function that was not compiled.</summary>
/// <param name="Function">Name with its module.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record KeptInterpreted(string Function, string Reason);
