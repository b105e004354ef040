using System.Reflection.Emit;
using System.Runtime.InteropServices;
using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Memory;

namespace HgmVm.Compiled;

/// <summary>
/// Loads, stores and the checks before them. They are the greater part of most code and are written as IL of their own,
/// so that a check is two instructions and a branch to a cold block, and an unchecked access one load or store.
/// </summary>
internal sealed unsafe partial class Translator
{

    private static readonly int s_length = Offset(nameof(ArrayObject.Length));
    private static readonly int s_elements = Offset(nameof(ArrayObject.Elements));

    private bool WriteAccess(MemoryForm form)
    {
        int holder = form.IsStore ? _at.A : _at.B;
        if (form.IsChecked) CheckAlive(holder);
        return form.IsArray ? WriteElement(form, holder) : WriteField(form, holder);
    }

    private bool WriteField(MemoryForm form, int holder)
    {
        int offset = form.IsStore ? _at.B : _at.C;
        Transfer(form, form.IsStore ? _at.C : _at.A, extra =>
        {
            Load(holder, WordType.Pointer);
            AddOffset(offset + extra);
        });
        return true;
    }

    private bool WriteElement(MemoryForm form, int holder)
    {
        int index = form.IsStore ? _at.B : _at.C;
        if (!form.IsProved) CheckBounds(holder, index);
        Transfer(form, form.IsStore ? _at.C : _at.A, extra =>
        {
            PushElements(holder);
            Load(index, WordType.I64);
            if (form.Width > 1)
            {
                _il.Constant((long)form.Width);
                _il.Emit(OpCodes.Mul);
            }
            _il.Emit(OpCodes.Conv_I);
            _il.Emit(OpCodes.Add);
            AddOffset(extra);
        });
        return true;
    }

    /// <summary>Moves one word, or the two of a <c>ref</c>, between a slot and the address that is pushed.</summary>
    private void Transfer(MemoryForm form, int slot, Action<int> pushAddress)
    {
        if (form.Kind == ValueKind.Ref && !form.IsStore)
        {
            // The target may be the holder: both words are read before either is written.
            PushWord(form, WordType.Pointer, 0, pushAddress);
            PushWord(form, WordType.I64, sizeof(long), pushAddress);
            Store(slot + 1, WordType.I64);
            Store(slot, WordType.Pointer);
        }
        else if (form.Kind == ValueKind.Ref)
        {
            pushAddress(0);
            Load(slot, WordType.Pointer);
            _il.Emit(OpCodes.Stind_I);
            pushAddress(sizeof(long));
            Load(slot + 1, WordType.I64);
            _il.Emit(OpCodes.Stind_I8);
        }
        else if (form.IsStore)
        {
            WordType type = form.Natural(_types[slot]);
            pushAddress(0);
            Load(slot, type);
            if (form.Kind == ValueKind.Bool)
            {
                _il.Constant(0);
                _il.Emit(OpCodes.Cgt_Un);
            }
            _il.Emit(form.StoreAs(type));
        }
        else
        {
            WordType type = form.Natural(_types[slot]);
            PushWord(form, type, 0, pushAddress);
            Store(slot, type);
        }
    }

    private void PushWord(MemoryForm form, WordType type, int extra, Action<int> pushAddress)
    {
        pushAddress(extra);
        _il.Emit(form.LoadAs(type));
    }

    private void AddOffset(int bytes)
    {
        if (bytes == 0) return;
        _il.Constant(bytes);
        _il.Emit(OpCodes.Add);
    }

    /// <summary>Traps unless the <c>ref</c> at a slot is alive: the one check of M-numbers' generational
    /// references.</summary>
    private void CheckAlive(int slot) => BranchUnlessAlive(slot, ColdTrap(TrapKind.DeadReference));

    private void BranchUnlessAlive(int slot, Label dead)
    {
        Load(slot, WordType.Pointer);
        _il.Branch(OpCodes.Brfalse, dead);
        Load(slot, WordType.Pointer);
        AddOffset(-ObjectHeader.SizeBytes);
        _il.Emit(OpCodes.Ldind_U4);
        Load(slot + 1, WordType.I64);
        _il.Emit(OpCodes.Conv_U4);
        _il.Branch(OpCodes.Bne_Un, dead);
    }

    /// <summary>Traps unless the index is in range; one unsigned comparison covers both ends.</summary>
    private void CheckBounds(int array, int index)
    {
        int site = NewSite();
        Label outside = Cold(() =>
        {
            LoadPlace(site);
            Load(array, WordType.Pointer);
            Load(index, WordType.I64);
            _il.Call(_runtime.OutOfBounds);
            _il.Emit(OpCodes.Throw);
        });
        Load(index, WordType.I64);
        PushLength(array);
        _il.Branch(OpCodes.Bge_Un, outside);
    }

    /// <summary>Moves and checks that are values to the interpreter, but no more than branches here.</summary>
    private bool WriteReferenceStep()
    {
        switch (_at.Opcode)
        {
            case Opcode.Mov1 or Opcode.Mov2 or Opcode.Mov3:
                int words = _at.Opcode - Opcode.Mov1 + 1;
                for (int i = 0; i < words; i++) Store(_at.A + i, Load(_at.B + i));
                return true;
            case Opcode.CheckRef:
                CheckAlive(_at.A);
                return true;
            case Opcode.CheckNull:
                Load(_at.A, WordType.Pointer);
                _il.Branch(OpCodes.Brfalse, ColdTrap(TrapKind.DeadReference));
                return true;
            case Opcode.ArrayLenOwn or Opcode.ArrayLenRef:
                if (_at.Opcode == Opcode.ArrayLenRef) CheckAlive(_at.B);
                PushLength(_at.B);
                Store(_at.A, WordType.I64);
                return true;
            default:
                return false;
        }
    }

    private static int Offset(string field) => (int)Marshal.OffsetOf<ArrayObject>(field);
}
