using System.Reflection;

namespace HgmVm.Compiled;

/// <summary>
/// The methods that compiled code calls: slow paths, traps and the way into the interpreter. Translation knows their
/// names only, because what they do belongs to the machine, which is built on translation.
/// </summary>
/// <param name="type">The class that has a public static method of each name.</param>
internal sealed class RuntimeMethods(Type type)
{
    public MethodInfo CallHost { get; } = Find(type, nameof(CallHost));

    public MethodInfo Clear { get; } = Find(type, nameof(Clear));

    public MethodInfo CopyElements { get; } = Find(type, nameof(CopyElements));

    public MethodInfo DoubleOf { get; } = Find(type, nameof(DoubleOf));

    public MethodInfo Empty { get; } = Find(type, nameof(Empty));

    public MethodInfo FreeDeep { get; } = Find(type, nameof(FreeDeep));

    public MethodInfo FreeSlow { get; } = Find(type, nameof(FreeSlow));

    public MethodInfo Full { get; } = Find(type, nameof(Full));

    public MethodInfo Interpret { get; } = Find(type, nameof(Interpret));

    public MethodInfo MakeBorrow { get; } = Find(type, nameof(MakeBorrow));

    public MethodInfo MakeRef { get; } = Find(type, nameof(MakeRef));

    public MethodInfo OutOfBounds { get; } = Find(type, nameof(OutOfBounds));

    public MethodInfo OverflowAtEntry { get; } = Find(type, nameof(OverflowAtEntry));

    public MethodInfo Poll { get; } = Find(type, nameof(Poll));

    public MethodInfo PollAtEntry { get; } = Find(type, nameof(PollAtEntry));

    public MethodInfo Prepare { get; } = Find(type, nameof(Prepare));

    public MethodInfo Refuel { get; } = Find(type, nameof(Refuel));

    public MethodInfo RefuelAhead { get; } = Find(type, nameof(RefuelAhead));

    public MethodInfo RefuelAtEntry { get; } = Find(type, nameof(RefuelAtEntry));

    public MethodInfo SingleOf { get; } = Find(type, nameof(SingleOf));

    public MethodInfo Step { get; } = Find(type, nameof(Step));

    public MethodInfo Trap { get; } = Find(type, nameof(Trap));

    public MethodInfo UserTrap { get; } = Find(type, nameof(UserTrap));

    private static MethodInfo Find(Type type, string name) =>
        type.GetMethod(name) ?? throw new MissingMethodException(type.Name, name);
}
