using HgmVm.Bytecode;

namespace HgmVm.Verification;

internal sealed partial class TypingRules
{
    public bool Call() => RefuseDestructor(A) && CheckCall(SignatureOf(A));

    public bool CallRef() => CheckCall(Module.Signatures[scope.TypeOf(A).Index]);

    public bool CallIface()
    {
        FieldPath path = Module.Paths[A];
        if (path.Fields.Count != 1 || path.Row is not null || !Module.Structs[path.StructIndex].IsInterface)
            return Fault(VerifierDiagnostics.WrongOperand,
                $"`{TypeNames.PathName(Module, path)}` is no method of an interface");
        return CheckCall(Module.Signatures[Module.Structs[path.StructIndex].Fields[path.Fields[0]].Type.Index]);
    }

    public bool TailCall() => RefuseDestructor(A) && CheckTailCall(SignatureOf(A));

    public bool TailCallRef() => CheckTailCall(Module.Signatures[scope.TypeOf(A).Index]);

    public bool Ret()
    {
        TypeList results = scope.Signature.Results;
        if (_instruction.ArgumentCount != results.Count)
            return Fault(VerifierDiagnostics.WrongCount,
                $"`ret` has {Count(_instruction.ArgumentCount, "value")}, the function returns {results.Count}");
        return CheckArguments(results, "returned value");
    }

    private Signature SignatureOf(int function) => Module.Signatures[Module.Functions[function].Signature];

    private bool CheckCall(Signature signature)
    {
        bool counts = CheckCounts(signature.Parameters.Count, signature.Results.Count);
        if (!counts) return false;
        bool good = CheckArguments(signature.Parameters, "argument");
        var seen = new HashSet<int>();
        for (int i = 0; i < signature.Results.Count; i++)
        {
            int register = _instruction.Result(i);
            good &= Agree(register, signature.Results[i]);
            if (!seen.Add(register))
                good = Fault(VerifierDiagnostics.NamedTwice, $"two results of the call go to `{scope.NameOf(register)}`", register);
        }
        return good;
    }

    private bool CheckTailCall(Signature signature)
    {
        if (!CheckCounts(signature.Parameters.Count, 0)) return false;
        if (!signature.Results.Equals(scope.Signature.Results))
            return Fault(VerifierDiagnostics.WrongResults, "the callee's results are not those of this function",
                hint: "use `call` and `ret`");
        return CheckArguments(signature.Parameters, "argument");
    }

    private bool CheckCounts(int arguments, int results)
    {
        if (_instruction.ArgumentCount == arguments && _instruction.ResultCount == results) return true;
        return Fault(VerifierDiagnostics.WrongCount,
            $"`{_instruction.Row.Mnemonic}` has {Count(_instruction.ArgumentCount, "argument")} and "
            + $"{Count(_instruction.ResultCount, "result")}, it takes {arguments} and {results}");
    }

    /// <summary>The registers in the extension words have these types, and no owner is among them twice.</summary>
    private bool CheckArguments(TypeList types, string what)
    {
        bool good = true;
        HashSet<int>? moved = null;
        for (int i = 0; i < types.Count; i++)
        {
            int register = _instruction.Argument(i);
            good &= Agree(register, types[i]);
            if (!scope.TypeOf(register).IsLinear || (moved ??= []).Add(register)) continue;
            good = Fault(VerifierDiagnostics.NamedTwice,
                $"`{scope.NameOf(register)}` is a {what} twice, but has only one value to move", register);
        }
        return good;
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
