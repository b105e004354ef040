using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Memory;

namespace HgmVm.Compiled;

/// <summary>Which functions a run that starts at some function can come to.</summary>
internal static class Reachability
{
    /// <summary>
    /// The roots, what they call, directly or as a method of any struct, what any module makes a function reference to,
    /// and the destructors of what they allocate and of its inline members, transitively. In the order of first
    /// mention, so that callers and callees are near each other.
    /// </summary>
    public static List<LinkedFunction> From(LinkedProgram program, IEnumerable<LinkedFunction> roots)
    {
        var found = new List<LinkedFunction>();
        var known = new HashSet<LinkedFunction>();
        var methods = new HashSet<int>();
        foreach (LinkedFunction root in roots) Add(root);
        foreach (LinkedFunction function in program.Functions)
            if (function.Host is null) Visit(function, onlyReferences: true);
        for (int i = 0; i < found.Count; i++)
            if (found[i].Host is null) Visit(found[i], onlyReferences: false);
        return found;

        void Add(LinkedFunction function)
        {
            if (known.Add(function)) found.Add(function);
        }

        void Visit(LinkedFunction function, bool onlyReferences)
        {
            List<Instruction> code = function.Definition.Code;
            for (int position = 0; position < code.Count;)
            {
                Instruction at = code[position];
                if (at.Opcode == Opcode.Func) Add(function.Module.Functions[at.B]);
                else if (!onlyReferences && at.Opcode is Opcode.Call or Opcode.TailCall)
                {
                    // A host function is called by a step of its own and needs no code.
                    if (function.Module.Functions[at.A] is { Host: null } callee) Add(callee);
                }
                else if (!onlyReferences && at.Opcode == Opcode.CallIface) AddMethods(function, at.A);
                else if (!onlyReferences && at.Opcode is Opcode.Alloc or Opcode.ArrayNew)
                    AddDestructors(program.Types[function.Module.Link(
                        function.Definition.Registers[at.A].Type).Id]);
                position += OpcodeTable.Row(at.Opcode).WordCount(at);
            }
        }

        void AddMethods(LinkedFunction function, int path)
        {
            FieldPath named = function.Module.Module.Paths[path];
            LinkedInterface target = program.Interfaces[function.Module.StructIds[named.StructIndex]];
            if (!methods.Add(target.FirstMethod + named.Fields[0])) return;
            foreach (LinkedFunction[] implementation in target.Implementations.Values)
                Add(implementation[named.Fields[0]]);
        }

        void AddDestructors(LinkedHeapType type)
        {
            if (type.Destructor is { } destructor) Add(destructor);
            foreach (InnerDestructor member in type.Descriptor.Destructors)
                Add(program.Types[member.TypeId].Destructor!);
            if (type.Element.Kind == ValueKind.Inline) AddDestructors(program.Types[type.Element.Id]);
            foreach (int variant in type.Variants) AddDestructors(program.Types[variant]);
        }
    }
}
