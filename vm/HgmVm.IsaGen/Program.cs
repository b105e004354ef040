using HgmVm.IsaGen;

// Writes everything that is derived from the [Op] attributes, or with --check says which files are stale (exit code 1).
// A mistake in a declaration ends it with exit code 2.
string root = FindRoot();
bool check = args.Contains("--check");
List<OpSource> ops;
try
{
    ops = OpSource.ReadAll();
}
catch (InvalidOperationException mistake)
{
    Console.Error.WriteLine($"in the opcode declarations: {mistake.Message}");
    return 2;
}
string preface = File.ReadAllText(Path.Combine(root, "vm/docs/isa-preface.md"));
var outputs = new Dictionary<string, string>
{
    ["vm/HgmVm/Isa/Opcode.g.cs"] = CSharpOutput.Enum(ops),
    ["vm/HgmVm/Isa/OpcodeTable.g.cs"] = CSharpOutput.Table(ops),
    ["vm/HgmVm/Isa/PortableDispatch.g.cs"] = CSharpOutput.Dispatch(ops, OpForm.Portable),
    ["vm/HgmVm/Isa/ControlDispatch.g.cs"] = CSharpOutput.Dispatch(ops, OpForm.Control),
    ["vm/HgmVm/Execution/Interpreter.g.cs"] = HandlerOutput.Write(ops),
    ["vm/HgmVm/Execution/Interpreter.Fused.g.cs"] = FusedOutput.Write(ops),
    ["vm/docs/isa.md"] = MarkdownOutput.Write(preface, ops),
};
int stale = 0;
foreach ((string path, string text) in outputs)
{
    string full = Path.Combine(root, path);
    if (File.Exists(full) && File.ReadAllText(full) == text) continue;
    stale++;
    Console.WriteLine(check ? $"stale: {path} (run: dotnet run --project vm/HgmVm.IsaGen)" : $"wrote {path}");
    if (!check) File.WriteAllText(full, text);
}
return check && stale > 0 ? 1 : 0;

static string FindRoot()
{
    string? folder = Directory.GetCurrentDirectory();
    while (folder is not null && !File.Exists(Path.Combine(folder, "HgmVm.sln")))
        folder = Path.GetDirectoryName(folder);
    return folder ?? throw new InvalidOperationException("run this inside the HgmVm repository");
}
