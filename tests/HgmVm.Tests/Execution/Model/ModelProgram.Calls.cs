using HgmVm.Isa;

namespace HgmVm.Tests.Execution.Model;

/// <summary>Functions that take steps themselves, with what their caller hands them.</summary>
internal sealed partial class ModelProgram
{
    private const int MostCallers = 3;

    /// <summary>
    /// Calls a new function. It gets all references and gives them back, as it may have made others of them; it gets
    /// owners of its caller's, and borrows of what its caller tethers or owns. Owners that it was not given end with
    /// it.
    /// </summary>
    private void Call()
    {
        if (_callers.Count == MostCallers) return;
        ModelScope caller = _scope;
        var callee = new ModelScope(_functions.Count + _callers.Count + 1);
        _callers.Push(caller);
        for (int k = 0; k < 2; k++) Move(caller, callee, k);
        for (int k = 0; k < 2; k++) Lend(caller, callee, k);
        _scope = callee;
        for (int steps = _random.Next(2, 14); steps > 0 && Trap == TrapKind.None; steps--) Step();
        LetGo();
        callee.Returned.AddRange(callee.Moved.Where(k => callee.Owners[k] is not null));
        foreach (int k in callee.Returned) (caller.Owners[k], callee.Owners[k]) = (callee.Owners[k], null);
        FreeOwners();
        string results = string.Join(", ", [.. ModelText.References, .. callee.Returned.Select(k => $"s{k}")]);
        Write($"ret {results}");
        _functions.Add(callee);
        _scope = _callers.Pop();
        string arguments = string.Join(", ", ["f", "f", .. ModelText.References, .. callee.Arguments]);
        Write($"call step{callee.Number}({arguments}) -> {results}");
    }

    private void Move(ModelScope caller, ModelScope callee, int k)
    {
        if (caller.Owners[k] is null || _random.Next(2) == 0) return;
        (callee.Owners[k], caller.Owners[k]) = (caller.Owners[k], null);
        callee.Moved.Add(k);
        callee.Signature.Add($"s{k}: own Ship");
        callee.Arguments.Add($"s{k}");
    }

    /// <summary>Gives the callee a borrow of what the caller tethers, was lent itself, or owns.</summary>
    private void Lend(ModelScope caller, ModelScope callee, int k)
    {
        string[] lent = [.. "bp".Select(GoodBorrow).OfType<string>(),
            .. Enumerable.Range(0, 2).Where(i => caller.Owners[i] is not null).Select(i => $"s{i}")];
        if (lent.Length == 0) return;
        string register = lent[_random.Next(lent.Length)];
        ModelPlace place = PlaceOf(register);
        callee.Parameters[$"p{k}"] = new ModelTether(place, place.Ship);
        callee.Signature.Add($"p{k}: borrow Ship");
        callee.Arguments.Add(register);
    }
}
