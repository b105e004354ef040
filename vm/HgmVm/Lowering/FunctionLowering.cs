using HgmVm.Bytecode;
using HgmVm.Elision;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Machine;
using HgmVm.Verification;

namespace HgmVm.Lowering;

/// <summary>
/// Turns the portable code of one verified function into executable code: registers become stack slots, fields byte
/// offsets, and each generic step the form that reference kind, element width and mode call for.
/// </summary>
/// <remarks>
/// Lowering relies on the verifier and checks nothing again. It is where a check is left out: through owners, borrows
/// and constraint references nothing is checked, through a <c>ref</c> the generation is, unless the mode of the step is
/// fast.
/// </remarks>
internal sealed partial class FunctionLowering : IPortableOps<bool>
{
    /// <summary>Bytes from address 0 on in which an access is an exception that can be caught.</summary>
    private const int NullPageBytes = 4096;

    private readonly LinkedProgram _program;
    private readonly LinkedFunction _function;
    private readonly LinkedModule _module;
    private readonly FunctionFacts _facts;
    private readonly ILoweringTargets _targets;
    private readonly ProgramElision? _elision;
    private readonly ElisionFacts? _proofs;
    private (int Position, int Register) _lastProved = (-1, -1);
    private readonly FrameLayout _frame;
    private readonly CodeBuilder _code = new();
    private readonly List<Instruction> _source;
    private readonly bool _farBranches;
    private int _position;
    private Instruction _at;
    private Instruction _extension;

    private FunctionLowering(LinkedProgram program, LinkedFunction function, ILoweringTargets targets,
        ProgramElision? elision,
        bool farBranches)
    {
        _elision = elision;
        _proofs = elision?.Of(function);
        _program = program;
        _function = function;
        _module = function.Module;
        _facts = _module.Verified.Facts[function.IndexInModule]!;
        _targets = targets;
        _frame = new FrameLayout(function);
        _source = function.Definition.Code;
        _farBranches = farBranches;
    }

    /// <summary>Lowers a local function. With <paramref name="elision"/>, checks that it proves are left out.</summary>
    public static LoweredCode Lower(LinkedProgram program, LinkedFunction function, ILoweringTargets targets,
        ProgramElision? elision = null)
    {
        var lowering = new FunctionLowering(program, function, targets, elision, farBranches: false);
        LoweredCode code = lowering.Run();
        if (!lowering._code.IsTooFar) return code;

        // Some fused branch has to go further than 32,767 words: lower again with every branch around a long jump.
        return new FunctionLowering(program, function, targets, elision, farBranches: true).Run();
    }

    private LoweredCode Run()
    {
        for (_position = 0; _position < _source.Count;)
        {
            OpcodeRow row = Fetch();
            int words = row.WordCount(_at);
            EmitHoisted();
            _code.Begin(_position);
            if (!_facts.Unreachable.Contains(_position)) LowerInLoop(row);
            _frame.ReleaseTemporaries();
            EmitWaysOut(words);
            _position += words;
        }
        LoweredCode code = _code.Finish(_frame.FrameSlots, Frames.LinkageSlots);
        foreach (int op in _used) _targets.Require((Opcode)op);
        return code;
    }

    /// <summary>Checks and tethers of the loop that starts here, on the way into it: jumps come in behind
    /// them.</summary>
    private void EmitHoisted()
    {
        if (_proofs?.HoistedAt(_position) is { } checks)
        {
            foreach (HoistedCheck check in checks)
            {
                _code.BeginHoisted(check.Position);
                Emit(Opcode.CheckRef, Slot(check.Register));
            }
        }
        if (HoistedOf(tether => tether.Header == _position) is { } hoisted) EmitWayIn(hoisted);
    }

    private readonly HashSet<int> _used = [];

    private void LowerInstruction(OpcodeRow row)
    {
        if (PortableDispatch.TryVisit(row.Opcode, this, out _)) return;
        if (row.Flow == Flow.Branch) LowerFusedBranch(row);
        else LowerValue(row);
    }

    /// <summary>A value opcode executes as it is, with slots for registers.</summary>
    private void LowerValue(OpcodeRow row) => Emit(row.Opcode, Place(row, 0), Place(row, 1), Place(row, 2));

    private void LowerFusedBranch(OpcodeRow row)
    {
        int target = _at.C;
        Emit(row.Opcode, Place(row, 0), Place(row, 1));
        FinishBranch(target);
    }

    /// <summary>Completes the branch that was just emitted, with its distance in place c.</summary>
    private void FinishBranch(int target)
    {
        target = WayOutTo(target);
        if (!_farBranches)
        {
            _code.ShortJump(target);
            return;
        }
        _code.PatchShort(2);
        EmitLiteral(Opcode.XJmp, 0, 2);
        EmitLiteral(Opcode.XJmp, 0, 0);
        _code.LongJump(target);
    }

    private int Place(OpcodeRow row, int index)
    {
        OperandSpec spec = row[index];
        int value = index switch { 0 => _at.A, 1 => _at.B, _ => _at.C };
        return spec.IsRegister ? _frame.SlotOf(value) : value;
    }

    private void Emit(Opcode op, int a = 0, int b = 0, int c = 0)
    {
        _used.Add((int)op);
        _code.Emit(op, a, b, c);
    }

    private void EmitLiteral(Opcode op, int a, int literal)
    {
        _used.Add((int)op);
        _code.EmitLiteral(op, a, literal);
    }

    private void EmitConstant(int slot, ulong value)
    {
        Emit(Opcode.XConst64, slot);
        _code.EmitWord(value);
    }

    private int Slot(int register) => _frame.SlotOf(register);

    private LinkedType TypeOf(int register) => _frame.Types[register];

    /// <summary>The mode of a step that uses this register.</summary>
    private Mode ModeOf(int register) => _function.ModeOf(register);

    /// <summary>True when what a register refers to may be an inline member: then its plain header is not where an
    /// object's is.</summary>
    private bool MayBeInner(int register) => _program.Types[TypeOf(register).Id].MayBeInner;

    /// <summary>True for a <c>ref</c> that may be to an inline member: its first slot is not just an address.</summary>
    private bool IsInnerRef(int register) => TypeOf(register).Kind == ValueKind.Ref && MayBeInner(register);

    /// <summary>True for a reference to an interface.</summary>
    private bool IsInterface(int register) => _program.Types[TypeOf(register).Id].IsInterface;

    /// <summary>True when reaching through the register needs the generation check in the instruction itself.</summary>
    private bool IsChecked(int register) =>
        TypeOf(register).Kind == ValueKind.Ref && !IsUnchecked(register) && !IsInnerRef(register)
        && !IsProved(register);

    /// <summary>
    /// True when nothing is checked on the way through a register: in fast mode, unless the object is larger than the
    /// page at address 0. An access through null within that page is a trap; beyond it, it would be the end of the
    /// process.
    /// </summary>
    private bool IsUnchecked(int register) =>
        ModeOf(register) == Mode.Fast && _program.Types[TypeOf(register).Id].PayloadBytes < NullPageBytes;

    /// <summary>The slot to reach through by an instruction that checks, if <see cref="IsChecked"/> says so, itself.</summary>
    private int Base(int register) => IsChecked(register) ? Slot(register) : Reach(register);

    /// <summary>True when an earlier check stands for the one that the instruction would make of this
    /// register.</summary>
    private bool IsProved(int register)
    {
        if (_proofs is null || _proofs.Alive(_position, register) == 0) return false;
        // Some steps ask twice.
        if (_lastProved == (_position, register)) return true;
        _lastProved = (_position, register);
        if (_elision!.Verifies) Emit(Opcode.VerifyAlive, Slot(register));
        if (_elision.Counts) Emit(Opcode.CountProved);
        return true;
    }

    /// <summary>True when an earlier check of the same index stands for that of the instruction.</summary>
    private bool IsInBounds(int array, int index)
    {
        if (_proofs is null || _proofs.InBounds(_position) == 0) return false;
        if (_elision!.Verifies) Emit(Opcode.VerifyBounds, Slot(array), Slot(index));
        if (_elision.Counts) Emit(Opcode.CountProved);
        return true;
    }

    /// <summary>
    /// Makes the object of a register reachable without a check: a separate check for a <c>ref</c> or a borrow that may
    /// be null. Returns the slot of the object's address.
    /// </summary>
    private int Reach(int register)
    {
        if (IsInnerRef(register))
        {
            int address = _frame.Temporary(1);
            Opcode op = IsInterface(register) ? Opcode.ReachIface
                : IsUnchecked(register) ? Opcode.PlaceInner : Opcode.ReachInner;
            Emit(op, address, Slot(register));
            return address;
        }
        if (IsChecked(register)) Emit(Opcode.CheckRef, Slot(register));
        else CheckNull(register);
        return Slot(register);
    }

    /// <summary>
    /// As <see cref="Reach"/>, for a step that looks at the header. That of null would be below address 0, where an access
    /// is no exception that can be caught but the end of the process: fast mode, too, has to look for it.
    /// </summary>
    private int ReachHeader(int register)
    {
        int address = Reach(register);
        bool mayBeNull = TypeOf(register).Kind == ValueKind.Ref
            || (TypeOf(register).Kind == ValueKind.Borrow && _facts.MaybeNullBorrows.Contains(_position));
        if (mayBeNull && IsUnchecked(register)) Emit(Opcode.CheckNull, address);
        return address;
    }

    private void CheckNull(int register)
    {
        if (TypeOf(register).Kind == ValueKind.Borrow && _facts.MaybeNullBorrows.Contains(_position)
            && !IsUnchecked(register)) Emit(Opcode.CheckNull, Slot(register));
    }

    private void Move(LinkedType type, int to, int from) =>
        Emit(type.Slots switch { 1 => Opcode.Mov1, 2 => Opcode.Mov2, _ => Opcode.Mov3 }, to, from);

    /// <summary>The member that a path names: its type, its offset, and what guards it.</summary>
    private MemberPlace Field(int pathIndex)
    {
        FieldPath path = _module.Module.Paths[pathIndex];
        int start = path.Row is { } row ? _module.TypeIds[row] : _module.StructIds[path.StructIndex];
        return MemberPlace.Of(_program.Types, _program.Types[start], path.Fields);
    }

    private LinkedType ElementOf(int register) => _program.Types[TypeOf(register).Id].Element;
}
