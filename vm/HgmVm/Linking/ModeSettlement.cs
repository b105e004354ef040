using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using HgmVm.Verification;

namespace HgmVm.Linking;

/// <summary>Decides the mode of every module and struct: what is asked for, and whether fast is permitted (M18,
/// M19).</summary>
internal static class ModeSettlement
{
    public static LinkedModule[] Settle(IReadOnlyList<VerifiedModule> modules, LinkOptions options,
        List<Diagnostic> diagnostics)
    {
        HashSet<string> permitted = [.. modules[0].Module.AllowFast, .. options.AllowFast];
        bool Permitted(string name) => options.AllowFastEverywhere || permitted.Contains(name);

        return [.. modules.Select(verified =>
        {
            Module module = verified.Module;
            bool moduleMayUseFast = Permitted(module.Name);
            Mode asked = Asked(module, moduleMayUseFast, options);
            Mode mode = Settled(asked, moduleMayUseFast, $"module `{module.Name}`", module.Name, diagnostics);
            var linked = new LinkedModule(verified, mode) { MayUseFast = moduleMayUseFast };
            for (int i = 0; i < module.Structs.Count; i++)
            {
                StructDefinition definition = module.Structs[i];
                if (definition.Mode is not { } wanted) continue;
                string name = $"{definition.Module ?? module.Name}.{definition.Name}";
                linked.StructModes[i] = Settled(wanted, moduleMayUseFast || Permitted(name),
                    $"struct `{name}` in module `{module.Name}`", name, diagnostics);
            }
            WarnOfRegisters(module, moduleMayUseFast, diagnostics);
            return linked;
        })];
    }

    /// <summary>
    /// Fast for the whole program is no wish about the standard library, which nobody has to permit: it keeps its own
    /// mode unless it is named.
    /// </summary>
    private static Mode Asked(Module module, bool mayUseFast, LinkOptions options)
    {
        if (options.ModeOf is { } modes && modes.TryGetValue(module.Name, out Mode one)) return one;
        bool keepsItsOwn = options.Mode == Mode.Fast && !mayUseFast
            && module.Name.StartsWith(LinkOptions.StandardLibraryPrefix, StringComparison.Ordinal);
        return keepsItsOwn ? module.Mode : options.Mode ?? module.Mode;
    }

    private static Mode Settled(Mode asked, bool mayUseFast, string who, string permission,
        List<Diagnostic> diagnostics)
    {
        if (asked != Mode.Fast || mayUseFast) return asked;
        diagnostics.Add(new Diagnostic(LinkDiagnostics.FastNotPermitted,
            $"{who} asks for fast mode without permission and runs as normal",
            Hint: $"`--allow-fast {permission}` or `allow fast {permission}` in the main module permits it"));
        return Mode.Normal;
    }

    private static void WarnOfRegisters(Module module, bool mayUseFast, List<Diagnostic> diagnostics)
    {
        if (mayUseFast) return;
        foreach (FunctionDefinition function in module.Functions)
        {
            if (function.Registers.Find(register => register.Mode == Mode.Fast) is { } register)
                Settled(Mode.Fast, false, $"register `{register.Name}` of `{module.Name}.{function.Name}`", module.Name, diagnostics);
        }
    }
}
