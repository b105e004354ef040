using HgmVm.Tests.Execution;

namespace HgmVm.Tests;

/// <summary>What this assembly does when a test starts it as a program: <c>dotnet HgmVm.Tests.dll WORD</c>.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is not [HandlerListing.Word]) return 2;
        HandlerListing.CompileAll();
        return 0;
    }
}
