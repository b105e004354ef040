using System.Reflection;
using System.Runtime.CompilerServices;

namespace HgmVm.Execution;

/// <summary>
/// Finds where the code of a handler really is. The address that C# takes of a method is that of a stub, which jumps
/// on: one jump more for each instruction, 10 to 15 % of a tight loop. The code's own address has to be asked for by
/// reflection, which costs a few milliseconds: too much for a short program, nothing for a long one.
/// </summary>
internal static class HandlerAddresses
{
    private static Dictionary<string, MethodInfo>? s_methods;

    /// <summary>The address of a handler's code, which is compiled now if it was not before.</summary>
    /// <param name="name">Its name: that of the opcode or pair, or <c>Do</c> and the opcode without its <c>X</c>.</param>
    /// <param name="stub">What to use where the runtime does not say.</param>
    public static nint Direct(string name, nint stub)
    {
        s_methods ??= typeof(Interpreter)
            .GetMethods(BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => method.ReturnType == typeof(nint) && method.GetParameters().Length == 4)
            .ToDictionary(method => method.Name, StringComparer.OrdinalIgnoreCase);
        if (!s_methods.TryGetValue(name, out MethodInfo? handler)
            && !s_methods.TryGetValue("Do" + name[1..], out handler))
            return stub;
        RuntimeHelpers.PrepareMethod(handler.MethodHandle);
        return handler.MethodHandle.GetFunctionPointer();
    }
}
