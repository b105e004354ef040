using System.Runtime.InteropServices;
using HgmVm.Compiled;
using HgmVm.Elision;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Lowering;
using HgmVm.Machine;

namespace HgmVm.Execution;

/// <summary>
/// The entries of all functions of a program in native memory, and their code, which is made when a function is called
/// for the first time: a program pays only for what it uses.
/// </summary>
internal sealed unsafe class FunctionTable : IDisposable
{
    private readonly LinkedProgram _program;
    private readonly ProgramElision? _elision;
    private readonly FunctionEntry* _entries;
    private readonly Instruction* _stub;
    private readonly LoweredCode?[] _code;
    private readonly nint[] _addresses;
    private readonly List<nint> _blocks = [];
    private bool _fuses;

    public FunctionTable(LinkedProgram program, ProgramElision? elision)
    {
        _elision = elision;
        _program = program;
        int count = program.Functions.Length;
        _code = new LoweredCode?[count];
        _addresses = new nint[count];
        _entries = (FunctionEntry*)NativeMemory.Alloc((nuint)count + 1, (nuint)sizeof(FunctionEntry));
        _stub = Store([new Instruction(Opcode.XLower)]);
        Interpreter.Prepare(Opcode.XLower);
        for (int i = 0; i < count; i++)
            _entries[i] = new FunctionEntry { Code = _stub, Number = i };
        Methods = MakeMethods();
        MemberTypes = MakeNumbers(program.InterfaceMembers.Length);
        MemberNumbers = MakeNumbers(program.Types.Length);
        for (int i = 0; i < program.InterfaceMembers.Length; i++)
        {
            MemberTypes[i] = (ushort)program.InterfaceMembers[i];
            MemberNumbers[program.InterfaceMembers[i]] = (ushort)i;
        }
        DismantleEntry = _entries + count;
        Interpreter.Prepare(Opcode.XDismantle);
        // The first word is the landing of destructors, behind which stands the instruction that goes on.
        DismantleLanding = Store([new Instruction(Opcode.Nop, 1 + Frames.LinkageSlots),
            new Instruction(Opcode.XDismantle)]);
        *DismantleEntry = new FunctionEntry { Code = DismantleLanding + 1, FrameSlots = 1, Number = count };
    }

    /// <summary>For each method of an interface and each type id: the entry of the function, null where there is
    /// none.</summary>
    public byte*** Methods { get; }

    /// <summary>What <see cref="Context.MemberTypes"/> is.</summary>
    public ushort* MemberTypes { get; }

    /// <summary>What <see cref="Context.MemberNumbers"/> is.</summary>
    public ushort* MemberNumbers { get; }

    /// <summary>Stands for the step between a <c>free</c> and the destructors it runs; it is in no module.</summary>
    public FunctionEntry* DismantleEntry { get; }

    /// <summary>Where destructors return to.</summary>
    public Instruction* DismantleLanding { get; }

    /// <summary>Number of functions of the program, not of the host, that were called.</summary>
    public int CalledCount => _program.Functions.Count(function => function.Host is null
        && _entries[function.Number].WasCalled != 0);

    public FunctionEntry* Entry(LinkedFunction function) => _entries + function.Number;

    /// <summary>The function of an entry; null for the dismantling step.</summary>
    public LinkedFunction? FunctionOf(FunctionEntry* entry) =>
        entry->Number < _program.Functions.Length ? _program.Functions[entry->Number] : null;

    /// <summary>True when interpreted code performs every check and sets every tether, whatever is proved.</summary>
    public bool PerformsAll => _elision is null;

    /// <summary>Gives a function its code. What it calls keeps its stub until it is called.</summary>
    public void Lower(FunctionEntry* entry, ILoweringTargets targets)
    {
        LinkedFunction function = _program.Functions[entry->Number];
        LoweredCode code = function.Host is null
            ? FunctionLowering.Lower(_program, function, targets, _elision)
            : HostWrapper.Lower(function, targets);
        _code[entry->Number] = code;
        // It is about to be called: that is why it is lowered now.
        entry->WasCalled = 1;
        entry->FrameSlots = code.FrameSlots;
        Instruction* words = Store(code.Words);
        _addresses[entry->Number] = (nint)words;
        if (_fuses) Fusion.Apply(words, code);
        // A function with compiled code is entered there; this is what it falls back on.
        if (entry->Code == _stub) entry->Code = words;
    }

    /// <summary>The code of a function for the interpreter, made at need, also when there is compiled code.</summary>
    public Instruction* InterpretedCode(FunctionEntry* entry, ILoweringTargets targets)
    {
        if (_addresses[entry->Number] == 0) Lower(entry, targets);
        return (Instruction*)_addresses[entry->Number];
    }

    /// <summary>The position in the module's code that starts exactly at a word; null in the middle of an
    /// instruction.</summary>
    public int? PositionAt(FunctionEntry* entry, int word) =>
        _code[entry->Number] is { } code && code.IsStart(word) ? code.PositionOf(word) : null;

    /// <summary>Which word of a function's executable code an instruction is; null when it is none.</summary>
    public int? WordOf(FunctionEntry* entry, Instruction* pc)
    {
        if (entry->Number >= _code.Length || _code[entry->Number] is not { } code) return null;
        long word = pc - (Instruction*)_addresses[entry->Number];
        return word >= 0 && word < code.Words.Length ? (int)word : null;
    }

    /// <summary>Fuses the code of all functions, of those that get theirs later too. The code may be running.</summary>
    public void Fuse()
    {
        _fuses = true;
        for (int i = 0; i < _code.Length; i++)
        {
            if (_code[i] is { } code) Fusion.Apply((Instruction*)_addresses[i], code);
        }
    }

    /// <summary>The position in the module's code of an instruction of a function; 0 while it has no code.</summary>
    public int PositionOf(FunctionEntry* entry, Instruction* pc)
    {
        return WordOf(entry, pc) is { } word ? _code[entry->Number]!.PositionOf(word) : 0;
    }

    /// <summary>The position of the module's instruction whose code starts exactly here; null in the middle of
    /// one.</summary>
    public int? StartOf(FunctionEntry* entry, Instruction* pc)
    {
        return WordOf(entry, pc) is { } word && _code[entry->Number]!.IsStart(word)
            ? _code[entry->Number]!.PositionOf(word) : null;
    }

    public void Dispose()
    {
        foreach (nint block in _blocks) NativeMemory.Free((void*)block);
        _blocks.Clear();
        NativeMemory.Free(_entries);
    }

    private ushort* MakeNumbers(int count)
    {
        var numbers = (ushort*)NativeMemory.AllocZeroed((nuint)count + 1, sizeof(ushort));
        _blocks.Add((nint)numbers);
        return numbers;
    }

    private byte*** MakeMethods()
    {
        int methods = 0, types = _program.Types.Length;
        foreach (LinkedInterface known in _program.Interfaces.Values) methods += known.MethodCount;
        var columns = (byte***)NativeMemory.AllocZeroed((nuint)methods + 1, (nuint)sizeof(nint));
        var entries = (byte**)NativeMemory.AllocZeroed((nuint)methods * (nuint)types + 1, (nuint)sizeof(nint));
        _blocks.Add((nint)columns);
        _blocks.Add((nint)entries);
        for (int i = 0; i < methods; i++) columns[i] = entries + (long)i * types;
        foreach (LinkedInterface known in _program.Interfaces.Values)
        {
            foreach ((int type, LinkedFunction[] functions) in known.Implementations)
                for (int i = 0; i < functions.Length; i++)
                    columns[known.FirstMethod + i][type] = (byte*)Entry(functions[i]);
        }
        return columns;
    }

    /// <summary>The destructors by the ids of their types, for code that was compiled.</summary>
    /// <param name="borrows">How such code is given what ends.</param>
    public DestructorEntry* MakeDestructors(BorrowWords borrows)
    {
        LinkedHeapType[] types = _program.Types;
        var table = (DestructorEntry*)NativeMemory.AllocZeroed((nuint)types.Length, (nuint)sizeof(DestructorEntry));
        _blocks.Add((nint)table);
        for (int id = LinkedProgram.FirstTypeId; id < types.Length; id++)
        {
            if (types[id].Destructor is not { } function) continue;
            table[id] = new DestructorEntry { Function = Entry(function), IsOneWord = borrows.IsOneWord(id) };
        }
        return table;
    }

    /// <summary>Copies words to native memory that lives as long as this table.</summary>
    public Instruction* Store(ReadOnlySpan<Instruction> words)
    {
        var memory = (Instruction*)NativeMemory.Alloc((nuint)words.Length, (nuint)sizeof(Instruction));
        _blocks.Add((nint)memory);
        words.CopyTo(new Span<Instruction>(memory, words.Length));
        return memory;
    }
}

/// <summary>
/// A destructor as compiled code calls it. In native memory: the end of an object comes between other work, and each
/// managed object on the way to its destructor would be a line of the cache that is not there any more.
/// </summary>
internal unsafe struct DestructorEntry
{
    public FunctionEntry* Function;

    /// <summary>It takes the object alone (<see cref="BorrowWords"/>).</summary>
    public bool IsOneWord;
}
