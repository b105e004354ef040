using System.Globalization;
using HgmVm.Fuzz;

// dotnet run -c Release --project tests/HgmVm.Fuzz -- --programs 10000 [--seed 1], or --show SEED for the text of one
if (Option("--show", 0) is > 0 and int shown)
{
    Console.WriteLine(ProgramGenerator.Write(shown));
    return 0;
}
int programs = Option("--programs", 1000), seed = Option("--seed", 1);
int failures = 0;
for (int i = seed; i < seed + programs; i++)
{
    if (FuzzRun.Check(i) is { } report)
    {
        failures++;
        Console.WriteLine(report);
    }
    if ((i - seed + 1) % 500 == 0) Console.WriteLine($"{i - seed + 1} programs, {failures} differ");
}
Console.WriteLine($"{programs} programs from seed {seed}, {failures} differ");
return failures == 0 ? 0 : 1;

int Option(string name, int otherwise)
{
    int index = Array.IndexOf(args, name);
    return index >= 0 && index + 1 < args.Length ? int.Parse(args[index + 1], CultureInfo.InvariantCulture) : otherwise;
}
