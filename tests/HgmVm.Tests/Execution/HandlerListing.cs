using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using HgmVm.Execution;
using HgmVm.Isa;

namespace HgmVm.Tests.Execution;

/// <summary>The machine code of handlers, as the JIT of a process of its own lists it.</summary>
internal static partial class HandlerListing
{
    /// <summary>The argument that makes a process compile every handler.</summary>
    public const string Word = "compile-handlers";

    private static readonly Type[] s_hosts = [typeof(Interpreter), typeof(BrokenHandlers)];

    /// <summary>Methods that have the signature of a handler, by name.</summary>
    public static IEnumerable<MethodInfo> Of(Type host) =>
        host.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(method => method.ReturnType == typeof(nint) && method.GetParameters() is { Length: 4 } parameters
                && parameters[0].ParameterType == typeof(Instruction).MakePointerType()
                && Array.TrueForAll(parameters, parameter => parameter.ParameterType.IsPointer));

    public static void CompileAll()
    {
        foreach (MethodInfo method in s_hosts.SelectMany(Of)) RuntimeHelpers.PrepareMethod(method.MethodHandle);
    }

    /// <summary>The listing of every handler of a class, by the handler's name.</summary>
    public static Dictionary<string, string> Read(Type host)
    {
        string file = Path.Combine(Path.GetTempPath(), $"hgmvm-handlers-{Guid.NewGuid():N}.txt");
        try
        {
            var start = new ProcessStartInfo("dotnet", [typeof(HandlerListing).Assembly.Location, Word]);
            start.Environment["DOTNET_JitStdOutFile"] = file;
            start.Environment["DOTNET_JitDisasm"] = $"{host.FullName}:*";
            // As users run it, whatever the tests were started with.
            start.Environment.Remove("DOTNET_TieredCompilation");
            using Process process = Process.Start(start)!;
            Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "compiling the handlers does not end");
            Assert.Equal(0, process.ExitCode);
            return Split(File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Dictionary<string, string> Split(string text)
    {
        var listings = new Dictionary<string, string>();
        MatchCollection heads = Head().Matches(text);
        for (int i = 0; i < heads.Count; i++)
        {
            int end = i + 1 < heads.Count ? heads[i + 1].Index : text.Length;
            listings[heads[i].Groups["name"].Value] = text[heads[i].Index..end];
        }
        return listings;
    }

    [GeneratedRegex(@"^; Assembly listing for method [\w.+]+:(?<name>\w+)\(ptr,ptr,ptr,ptr\):nint \((?<tier>.*)\)$",
        RegexOptions.Multiline)]
    private static partial Regex Head();
}
