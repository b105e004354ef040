using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>Makes the report of a trap from the state in which a thread stopped. Cold: it may walk the stack and the
/// heap.</summary>
internal static unsafe class TrapReport
{
    public static Trap Make(VmThread thread)
    {
        Context* context = thread.Context;
        var kind = (TrapKind)context->Trap;
        nint pc = (nint)context->Pc, registers = (nint)context->Registers;
        IReadOnlyList<StackEntry> stack = StackWalk.Describe(thread, pc, registers);
        nint subject = (nint)thread.TrapSubject;
        uint generation = 0;
        string? typeName = null;
        if (subject != 0 && kind is TrapKind.Tethered or TrapKind.Constraint)
        {
            ulong header = HeapFast.Header((byte*)subject);
            int typeId = ObjectHeader.TypeId(header);
            typeName = typeId == TypeTable.BufferTypeId ? null : thread.Program.Types[typeId].Name;
            generation = ObjectHeader.Generation(header);
        }
        else if (kind == TrapKind.DeadReference && Culprit.Find(thread, pc, registers) is { } culprit)
        {
            typeName = culprit.TypeName;
            subject = culprit.Address;
            generation = culprit.Generation;
        }
        if (kind == TrapKind.Tethered)
            HolderSearch.CheckUnobserved(thread, subject != 0 ? subject : Culprit.ArrayOf(thread, pc, registers), pc,
                registers);
        IReadOnlyList<string>? holders = subject != 0 && kind is TrapKind.Tethered or TrapKind.Constraint
            ? HolderSearch.Find(thread, subject, pc, registers) : null;
        (CodeSite? allocated, CodeSite? freed) = subject == 0
            ? (null, null) : thread.HistoryOf((byte*)subject, generation);
        return new Trap(kind, Message(kind, thread, typeName), stack, typeName, allocated, freed, holders);
    }

    private static string Message(TrapKind kind, VmThread thread, string? typeName)
    {
        string? text = thread.TrapText;
        return kind switch
        {
            TrapKind.DeadReference when text is null && typeName is not null => $"the `{typeName}` it refers to is dead, or null",
            TrapKind.DeadReference => text ?? "the reference is dead, or null",
            TrapKind.Tethered => text ?? $"the `{typeName ?? "object"}` is tethered",
            TrapKind.Constraint => text ?? $"constraint references to the `{typeName}` exist",
            TrapKind.DivideByZero => text ?? "an integer was divided by zero",
            TrapKind.Overflow => text ?? "the integer result does not fit its type",
            TrapKind.InvalidConversion => text ?? "a NaN has no integer value",
            TrapKind.Unreachable => text ?? "control reached `unreachable`",
            TrapKind.OutOfMemory => text ?? $"the heap limit of {thread.Heap.MaxBytes} bytes is reached",
            TrapKind.StackOverflow => text ?? $"the guest stack of {thread.Options.MaxStackBytes} bytes is used up",
            _ => text ?? kind.Name(),
        };
    }
}

/// <summary>Finds which operand of a trapped instruction was the dead reference.</summary>
internal static unsafe class Culprit
{
    /// <summary>The array whose elements the trapped instruction would have moved; 0 if there is none.</summary>
    public static nint ArrayOf(VmThread thread, nint pc, nint registers)
    {
        if (StackWalk.Innermost(thread, pc, registers) is not { Function: { Host: null } function } innermost) return 0;
        Instruction instruction = function.Definition.Code[innermost.Position];
        OpcodeRow row = OpcodeTable.Row(instruction.Opcode);
        var frame = new Lowering.FrameLayout(function);
        for (int i = 0; i < Math.Min(3, row.OperandCount); i++)
        {
            if (row[i].Class != OperandClass.Array) continue;
            int register = i switch { 0 => instruction.A, 1 => instruction.B, _ => instruction.C };
            return ((nint*)registers)[frame.SlotOf(register)];
        }
        return 0;
    }

    /// <summary>The static type of the reference, the address it held (0 for null) and the generation it
    /// remembered.</summary>
    public static (string TypeName, nint Address, uint Generation)? Find(VmThread thread, nint pc, nint registers)
    {
        if (StackWalk.Innermost(thread, pc, registers) is not { Function: { Host: null } function } innermost)
            return null;
        int position = innermost.Position;
        Instruction instruction = function.Definition.Code[position];
        OpcodeRow row = OpcodeTable.Row(instruction.Opcode);
        var frame = new Lowering.FrameLayout(function);
        for (int i = 0; i < Math.Min(3, row.OperandCount); i++)
        {
            OperandSpec spec = row[i];
            if (spec.Role != OperandRole.Use
                || spec.Class is not (OperandClass.Struct or OperandClass.Array or OperandClass.Ref
                    or OperandClass.Reference)) continue;
            int register = i switch { 0 => instruction.A, 1 => instruction.B, _ => instruction.C };
            // The array was not asked, so it was what it is filled with.
            if (instruction.Opcode == Opcode.ArrayFill && frame.Types[register].Kind != ValueKind.Ref)
                register = function.Definition.Code[position + 1].Place(0);
            LinkedType type = frame.Types[register];
            if (!type.IsReference) continue;
            ulong* slot = (ulong*)registers + frame.SlotOf(register);
            bool isRef = type.Kind == ValueKind.Ref && !innermost.IsCompiled;
            Ref reference = !isRef ? default : thread.Program.Types[type.Id].IsInterface
                ? InnerRef.Plain(&thread.Context->Heap, *(Ref*)slot) : *(Ref*)slot;
            return (thread.Program.Types[type.Id].Name, (nint)InnerRef.Place(reference), (uint)reference.Generation);
        }
        return null;
    }
}
