using System.Reflection;
using System.Reflection.Emit;
using HgmVm.Bytecode;
using HgmVm.Elision;
using HgmVm.Machine;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Lowering;
using HgmVm.Memory;

namespace HgmVm.Compiled;

/// <summary>
/// Turns the executable code of one function into IL, from the same words that the interpreter runs: a slot becomes a
/// typed local, a value opcode a call of its body, which the JIT inlines, and a jump a branch.
/// </summary>
/// <remarks>
/// Compiled code keeps the interpreter's frames: each method takes the address of its guest frame, whose slots it uses
/// only to hand values to slow paths. That makes three things exact: the guest stack is used up at the same call in
/// both tiers; interpreted and compiled frames mix in any order; and one store of a <see cref="Site"/> before each call
/// is all that a stack trace needs. What the translator does not know it refuses, and the function stays interpreted.
/// </remarks>
internal sealed unsafe partial class Translator : IControlOps<bool>
{

    private readonly ICodeTarget _unit;
    private readonly RuntimeMethods _runtime;
    private readonly LinkedFunction _function;
    private readonly LoweredCode _code;
    private readonly Shape _shape;
    private readonly IlWriter _il;
    private readonly FrameLayout _layout;
    private readonly WordType[] _types;
    private readonly int[] _registerWords;
    private readonly LocalBuilder?[] _locals;

    /// <summary>Slots that are kept in the guest frame too: whoever reports a held object looks there for its
    /// holders.</summary>
    private readonly bool[] _holders;

    /// <summary>Which argument of the method a slot is; 0 for a local.</summary>
    private readonly int[] _arguments;
    private readonly Dictionary<int, Label> _labels = [];
    private readonly List<ColdBlock> _cold;
    private LocalBuilder? _refScratch;
    private LocalBuilder? _borrowScratch;
    private LocalBuilder? _longScratch;
    private readonly int _header;

    /// <summary>Lets the interpreter run the function; null in code that is inlined, whose caller has made sure of its
    /// frame, and in code that takes over a loop.</summary>
    private readonly MethodInfo? _bridge;
    private readonly InlinePlan _plan;

    /// <summary>For inlined code, what it is inlined into; null for the function of the method.</summary>
    private readonly InlinedCall? _call;

    /// <summary>Slots from the frame that the method is given to that of this function.</summary>
    private readonly int _base;
    private int _word;
    private Instruction _at;

    private Translator(ICodeTarget unit, InlinePlan plan, IlWriter il, int header, MethodInfo? bridge,
        InlinedCall? call = null)
    {
        LinkedFunction function = plan.Function;
        LoweredCode code = plan.Code;
        _bridge = bridge;
        _plan = plan;
        _call = call;
        _base = call is null ? 0 : call.Caller._base + call.Landing.A;
        _cold = call is null ? [] : call.Caller._cold;
        _header = header < 0 ? -1 : code.WordAt(header);
        _unit = unit;
        _runtime = unit.Runtime;
        _function = function;
        _code = code;
        _shape = new Shape(unit.Borrows, function.Signature);
        if (header >= 0) _shape = _shape.WithoutParameters;
        _il = il;
        _layout = new FrameLayout(function);
        _types = new WordType[code.FrameSlots];
        Array.Fill(_types, WordType.I64);
        _registerWords = new int[code.FrameSlots];
        Array.Fill(_registerWords, 1);
        _locals = new LocalBuilder?[code.FrameSlots];
        _holders = new bool[code.FrameSlots];
        _arguments = new int[code.FrameSlots];
        if (call is null) _shape.Arguments.CopyTo(_arguments, 0);
        ElisionFacts? facts = unit.FactsOf(function);
        for (int register = 0; register < _layout.Types.Length; register++)
        {
            int slot = _layout.SlotOf(register);
            ReadOnlySpan<WordType> words = WordTypes.Of(_layout.Types[register]);
            words.CopyTo(_types.AsSpan(slot));
            _registerWords[slot] = words.Length;
            _holders[slot] = _layout.Types[register].Kind == ValueKind.Con
                || (_layout.Types[register].Kind == ValueKind.Borrow && facts?.IsNeverTethered(register) != true);
        }
    }

    private Context* Machine => _unit.Context;

    /// <summary>Writes the body of a function's method. Returns why that cannot be; null when it is done.</summary>
    /// <param name="unit">The machine.</param>
    /// <param name="plan">The function, and what is inlined into it.</param>
    /// <param name="il">Takes the body.</param>
    /// <param name="bridge">The method that lets the interpreter run the function, see
    /// <see cref="WriteBridge"/>.</param>
    public static string? Translate(ICodeTarget unit, InlinePlan plan, ILGenerator il, MethodInfo bridge)
    {
        var writer = new IlWriter(il);
        return Finish(new Translator(unit, plan, writer, -1, bridge).Write(), writer);
    }

    /// <summary>Writes the body of a method that takes over a frame of the interpreter at a position of its code.
    /// Returns why that cannot be; null when it is done.</summary>
    /// <param name="unit">The machine.</param>
    /// <param name="plan">The function, and what is inlined into it.</param>
    /// <param name="il">Takes the body.</param>
    /// <param name="header">The position.</param>
    /// <param name="extent">Slots from the frame on that whoever enters has to make sure of.</param>
    public static string? TranslateLoop(ICodeTarget unit, InlinePlan plan, ILGenerator il, int header, out int extent)
    {
        var writer = new IlWriter(il);
        extent = ExtentOf(plan);
        return Finish(new Translator(unit, plan, writer, header, null).Write(), writer);
    }

    private static string? Finish(string? problem, IlWriter writer)
    {
        if (problem is not null) writer.Abandon();
        return problem ?? writer.Excess;
    }

    /// <summary>Words of the instruction at an index; 0 for an opcode that the translator does not know.</summary>
    private int WordCount(int word)
    {
        Instruction at = _code.Words[word];
        switch (at.Opcode)
        {
            case Opcode.XCall0 or Opcode.XCall1 or Opcode.XCall2 or Opcode.XCall3: return 3;
            case Opcode.XCallN: return 3 + ListWords(at.A);
            case Opcode.XCallRef: return 2 + ListWords(at.A);
            case Opcode.XTailcall or Opcode.XCallHost: return 2 + ListWords(at.A);
            case Opcode.XTailcallRef or Opcode.XRetN or Opcode.XResults: return 1 + ListWords(at.A);
            case Opcode.XUntether: return 1 + ListWords(at.B);
            case Opcode.XSwitch: return 1 + (at.B + 1) / 2;
        }
        if (OpMethods.Of(at.Opcode) is null && OpcodeTable.Find(at.Op) is not { IsInternal: true }) return 0;
        return OpcodeTable.Row(at.Opcode).Extension == Extension.None ? 1 : 2;
    }

    private static int ListWords(int count) => (count + 3) / 4;

    private string? FindTargets()
    {
        for (int word = 0; word < _code.Words.Length;)
        {
            Instruction at = _code.Words[word];
            int length = WordCount(word);
            if (length == 0) return $"unknown opcode {at.Op:X3}";
            if (at.Opcode == Opcode.XJmp) Target(word + at.Literal);
            else if (at.Opcode == Opcode.XSwitch)
            {
                for (int i = 0; i < at.B; i++) Target(word + SwitchDistance(word, i));
            }
            else if (OpMethods.Of(at.Opcode) is { IsBranch: true } || OpcodeTable.Row(at.Opcode).Flow == Flow.Branch)
                Target(word + (short)at.C);
            word += length;
        }
        if (_header >= 0) Target(_code.WayInto(_code.PositionOf(_header)));
        return null;

        void Target(int to) => _labels.TryAdd(to, _il.DefineLabel());
    }

    private int SwitchDistance(int word, int index)
    {
        ulong pair = _code.Words[word + 1 + index / 2].Word;
        return (int)(index % 2 == 0 ? pair : pair >> 32);
    }

    private string? Write()
    {
        if (WriteCode() is { } problem) return problem;
        // Cold blocks may need further ones.
        for (int i = 0; i < _cold.Count; i++) _cold[i].Write();
        return null;
    }

    /// <summary>Everything but the cold blocks, which come behind all of the method.</summary>
    private string? WriteCode()
    {
        if (FindTargets() is { } problem) return problem;
        DeclareWords();
        PlanViews();
        if (_header < 0)
        {
            WriteEntry();
            CompleteParameters();
        }
        else TakeOver(_unit.TethersAt(_function, _code.PositionOf(_header)));
        for (_word = 0; _word < _code.Words.Length;)
        {
            _at = _code.Words[_word];
            FillViews(_word);
            if (_labels.TryGetValue(_word, out Label label)) _il.Mark(label);
            if (_unit.Options.CountOpcodes) CountOpcode();
            if (!WriteInstruction()) return $"opcode {OpcodeTable.Row(_at.Opcode).Mnemonic}";
            _word += WordCount(_word);
        }
        return null;
    }

    private bool WriteInstruction()
    {
        if (WriteTestAndBranch() || WriteRangeTest() || WriteLeapOverSum()) return true;
        if (MemoryForm.Of(_at.Opcode) is { } form) return WriteAccess(form);
        if (OpMethods.Of(_at.Opcode) is { } method)
            return WriteReferenceStep() || WriteGuarded(method) || WriteValue(method);
        return ControlDispatch.TryVisit(_at.Opcode, this, out bool done) && done;
    }

    /// <summary>Parameters stay arguments, and those of inlined code that it does not change what they are in its
    /// caller; every other slot that the code names gets a local.</summary>
    private void DeclareWords()
    {
        if (_call is not null) ShareArguments(_call);
        for (int slot = 0; slot < _types.Length; slot++)
            if (_arguments[slot] == 0) _locals[slot] ??= _il.DeclareLocal(_types[slot].Clr());
        if (_call is not null) CopyArguments(_call);
    }

    /// <summary>All registers come from the frame, whatever is in those that are not in use; then the loop goes
    /// on. Tethers that this code would not have set end here.</summary>
    private void TakeOver(LoopTethers tethers)
    {
        for (int slot = 0; slot < _types.Length; slot++)
        {
            FrameAddress(slot);
            _il.Emit(_types[slot].LoadIndirect());
            _il.Store(_locals[slot]!);
        }
        foreach (int register in tethers.Unobserved)
            GiveUpTether(_layout.SlotOf(register), tethers.Kept.Select(_layout.SlotOf));
        int start = tethers.IsFirstRound ? _code.WayInto(_code.PositionOf(_header)) : _header;
        FillViewsAround(start);
        _il.Branch(OpCodes.Br, _labels[start]);
    }

    /// <summary>
    /// The tether of a borrowed parameter is the caller's, who shows it; a constraint reference has moved here. Words
    /// that were not passed follow from the object.
    /// </summary>
    private void CompleteParameters()
    {
        for (int register = 0; register < _function.Signature.Parameters.Length; register++)
        {
            int slot = _layout.SlotOf(register);
            LinkedType type = _layout.Types[register];
            if (type.Kind == ValueKind.Con) Spill(slot, slot);
            if (!_unit.Borrows.IsOneWord(type)) continue;
            Load(slot, WordType.Pointer);
            AddOffset(-ObjectHeader.SizeBytes);
            Store(slot + 1, WordType.Pointer);
            _il.Constant((long)ObjectHeader.OuterTether);
            Store(slot + 2, WordType.I64);
        }
    }

    /// <summary>A value opcode: operands, body, result.</summary>
    private bool WriteValue(OpMethod method)
    {
        if (!method.IsBranch) return CallBody(method);
        if (!LoadOperands(method, 0)) return false;
        WriteBranch(method);
        return true;
    }

    private bool CallBody(OpMethod method)
    {
        if (OpcodeTable.Row(_at.Opcode).Traps != 0) RecordPlace(NewSite());
        Type result = method.Method.ReturnType;
        if (!LoadOperands(method, result == typeof(void) ? 0 : 1)) return false;
        OpCode[]? steps = DirectForms.Steps(method.Opcode);
        if (steps is null) _il.Call(method.Method);
        else foreach (OpCode step in steps) _il.Emit(step);
        return StoreResult(result, _at.A);
    }

    /// <summary>Pushes what the body of an opcode takes, from an operand place on.</summary>
    private bool LoadOperands(OpMethod method, int place)
    {
        for (int i = 0; i < method.Parameters.Length; i++)
        {
            Type type = method.Parameters[i].ParameterType;
            if (type == typeof(Context*)) _il.Address(Machine);
            else if (!LoadOperand(type, place++, method.HasLiteral && i == method.Parameters.Length - 1)) return false;
        }
        return true;
    }

    private void WriteBranch(OpMethod method)
    {
        int distance = (short)_at.C;
        OpCode branch = DirectForms.Branch(method.Opcode) ?? OpCodes.Brtrue;
        if (DirectForms.Branch(method.Opcode) is null) _il.Call(method.Method);
        BranchTo(branch, distance);
    }

    /// <summary>A conditional branch, with the work of a backward jump on its way.</summary>
    private void BranchTo(OpCode branch, int distance)
    {
        Label target = _labels[_word + distance];
        if (distance > 0 || !_unit.Options.ChecksBackwardJumps)
        {
            _il.Branch(branch, target);
            return;
        }
        Label taken = _il.DefineLabel(), next = _il.DefineLabel();
        _il.Branch(branch, taken);
        _il.Branch(OpCodes.Br, next);
        _il.Mark(taken);
        BackwardJump();
        _il.Branch(OpCodes.Br, target);
        _il.Mark(next);
    }

    private bool LoadOperand(Type type, int place, bool literal)
    {
        int value = Place(place);
        if (literal)
        {
            if (type == typeof(int) || type == typeof(uint)) _il.Constant((int)(short)value);
            else _il.Constant((long)(short)value);
            return true;
        }
        if (type == typeof(ushort)) _il.Constant(value);
        else if (type == typeof(short)) _il.Constant((int)(short)value);
        else if (type == typeof(int) || type == typeof(uint)) Load(value, WordType.I32);
        else if (type == typeof(long) || type == typeof(ulong)) Load(value, WordType.I64);
        else if (type == typeof(float)) Load(value, WordType.F32);
        else if (type == typeof(double)) Load(value, WordType.F64);
        else if (type.IsPointer) Load(value, WordType.Pointer);
        else if (type == typeof(Ref)) LoadRef(value);
        else if (type == typeof(Borrow)) LoadBorrow(value);
        else return false;
        return true;
    }

    private bool StoreResult(Type type, int slot)
    {
        if (type == typeof(void)) return true;
        if (type == typeof(bool) || type == typeof(int) || type == typeof(uint)) Store(slot, WordType.I32);
        else if (type == typeof(long) || type == typeof(ulong)) Store(slot, WordType.I64);
        else if (type == typeof(float)) Store(slot, WordType.F32);
        else if (type == typeof(double)) Store(slot, WordType.F64);
        else if (type.IsPointer) Store(slot, WordType.Pointer);
        else if (type == typeof(Ref)) StoreRef(slot);
        else if (type == typeof(Borrow)) StoreBorrow(slot);
        else return false;
        return true;
    }

    /// <summary>Operand place 0 to 2 of the instruction, 3 to 6 of its extension word.</summary>
    private int Place(int index) => index switch
    {
        0 => _at.A,
        1 => _at.B,
        2 => _at.C,
        _ => _code.Words[_word + 1].Place(index - 3),
    };

}
