namespace HgmVm.Cli;

internal static class Program
{
    private static int Main(string[] args)
    {
        using Terminal terminal = Terminal.OfProcess();
        return Shell.Run(args, terminal);
    }
}
