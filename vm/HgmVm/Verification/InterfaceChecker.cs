using HgmVm.Bytecode;
using ValueType = HgmVm.Bytecode.ValueType;

namespace HgmVm.Verification;

/// <summary>
/// Interfaces, whose fields are methods, and the tables of functions by which structs implement them. Whoever calls a
/// method relies on this alone: what it finds in a table has the method's signature.
/// </summary>
internal static class InterfaceChecker
{
    /// <summary>Reports interfaces that are none. Runs where every index of a type is known to be good.</summary>
    public static void CheckShapes(Module module, VerificationReport report)
    {
        for (int i = 0; i < module.Structs.Count; i++)
        {
            StructDefinition definition = module.Structs[i];
            if (!definition.IsInterface) continue;
            if (definition.Destructor is not null || definition.Mode is not null)
                report.Add(VerifierDiagnostics.WrongInterface,
                    $"`{definition.Name}` is an interface, which has no destructor or mode of its own", definition.Line);
            foreach (FieldDefinition method in definition.Fields)
            {
                if (ProblemOf(module, i, method) is { } problem)
                    report.Add(VerifierDiagnostics.WrongInterface, $"`{definition.Name}.{method.Name}` {problem}", definition.Line);
            }
        }
    }

    private static string? ProblemOf(Module module, int index, FieldDefinition method)
    {
        if (method.Type.Kind != ValueKind.Function || !method.IsFinal) return "is no method";
        Signature signature = module.Signatures[method.Type.Index];
        return signature.Parameters.Count > 0 && RefersTo(module, signature.Parameters[0], index) ? null
            : $"does not take a reference to `{module.Structs[index].Name}` first";
    }

    /// <summary>Reports what implements an interface and does not, or does so twice.</summary>
    public static void CheckImplementations(Module module, VerificationReport report)
    {
        var destructors = new HashSet<int>();
        foreach (StructDefinition definition in module.Structs)
            if (definition.Destructor is { } destructor) destructors.Add(destructor);
        var seen = new HashSet<(int Interface, int Struct)>();
        foreach (ImplementationDefinition known in module.Implementations)
        {
            if (known.Line < 0) report.Add(VerifierDiagnostics.WrongLineTable, $"an implementation has line {known.Line}");
            string? problem = ProblemOfParts(module, known)
                ?? (!seen.Add((known.Interface, known.Struct)) ? "is there twice"
                    : known.IsImported ? ProblemOfImport(module, known) : ProblemHere(module, known));
            if (problem is not null) Report(problem);
            else if (!known.IsImported) CheckMethods(module, known, destructors, Report);

            void Report(string what) => report.Add(VerifierDiagnostics.WrongImplementation,
                $"the implementation of {Name(module, known.Interface)} for {Name(module, known.Struct)} {what}", Math.Max(known.Line, 0));
        }
    }

    private static string? ProblemOfParts(Module module, ImplementationDefinition known)
    {
        if ((uint)known.Interface >= (uint)module.Structs.Count || !module.Structs[known.Interface].IsInterface)
            return "names no interface";
        bool isStruct = (uint)known.Struct < (uint)module.Structs.Count
            && module.Structs[known.Struct] is { IsInterface: false, IsUnion: false };
        return isStruct ? null : "names no struct";
    }

    private static string? ProblemHere(Module module, ImplementationDefinition known)
    {
        StructDefinition type = module.Structs[known.Interface];
        if (type.Module is not null && module.Structs[known.Struct].Module is not null)
            return "belongs into the module of one of the two";
        return known.Methods.Count == type.Fields.Count ? null
            : $"has {known.Methods.Count} methods, {type.Fields.Count} are needed";
    }

    private static string? ProblemOfImport(Module module, ImplementationDefinition known) =>
        known.Methods.Count > 0 ? "comes from another module but names functions"
        : module.Structs[known.Interface].Module is null || module.Structs[known.Struct].Module is null
            ? "comes from another module, but one of the two is of this one"
        : null;

    /// <summary>All methods that do not fit, not only the first.</summary>
    private static void CheckMethods(Module module, ImplementationDefinition known, HashSet<int> destructors,
        Action<string> report)
    {
        for (int i = 0; i < known.Methods.Count; i++)
        {
            FieldDefinition method = module.Structs[known.Interface].Fields[i];
            int function = known.Methods[i];
            if ((uint)function >= (uint)module.Functions.Count)
                report($"names function {function} of {module.Functions.Count} for `{method.Name}`");
            else if (destructors.Contains(function))
                report($"names destructor `{module.Functions[function].Name}` for `{method.Name}`");
            else if (!Fits(module, known, module.Signatures[method.Type.Index],
                module.Signatures[module.Functions[function].Signature]))
                report($"has `{TypeNames.FunctionName(module.Functions[function])}` for `{method.Name}`, with another signature");
        }
    }

    /// <summary>The same types, but for the object itself: the method's by its interface, the function's by its
    /// struct.</summary>
    private static bool Fits(Module module, ImplementationDefinition known, Signature method, Signature function)
    {
        if (method.Parameters.Count != function.Parameters.Count) return false;
        if (!method.Results.Equals(function.Results)) return false;
        for (int i = 1; i < method.Parameters.Count; i++)
            if (method.Parameters[i] != function.Parameters[i]) return false;
        return method.Parameters[0].Kind == function.Parameters[0].Kind
            && RefersTo(module, function.Parameters[0], known.Struct);
    }

    private static bool RefersTo(Module module, ValueType type, int structIndex) =>
        type.IsReference && module.HeapTypes[type.Index] is { IsStruct: true } target
        && target.StructIndex == structIndex;

    private static string Name(Module module, int index) =>
        (uint)index < (uint)module.Structs.Count ? $"`{TypeNames.StructName(module.Structs[index])}`" : $"struct {index}";
}
