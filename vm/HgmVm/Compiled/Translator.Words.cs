using System.Reflection;
using System.Reflection.Emit;
using HgmVm.Memory;

namespace HgmVm.Compiled;

/// <summary>Slots as IL locals, and as words of the guest frame where slow paths read and write them.</summary>
internal sealed unsafe partial class Translator
{
    private static readonly MethodInfo s_doubleToBits = typeof(BitConverter)
        .GetMethod(nameof(BitConverter.DoubleToInt64Bits))!;
    private static readonly MethodInfo s_singleToBits = typeof(BitConverter)
        .GetMethod(nameof(BitConverter.SingleToInt32Bits))!;
    private static readonly MethodInfo s_bitsToDouble = typeof(BitConverter)
        .GetMethod(nameof(BitConverter.Int64BitsToDouble))!;
    private static readonly MethodInfo s_bitsToSingle = typeof(BitConverter)
        .GetMethod(nameof(BitConverter.Int32BitsToSingle))!;

    /// <summary>Pushes a slot as it is.</summary>
    private WordType Load(int slot)
    {
        if (_arguments[slot] > 0) _il.LoadArgument(_arguments[slot]);
        else _il.Load(_locals[slot]!);
        return _types[slot];
    }

    /// <summary>Pushes a slot with its bits taken for another type: temporaries are all I64.</summary>
    private void Load(int slot, WordType wanted) => Convert(Load(slot), wanted);

    /// <summary>Pops into a slot.</summary>
    private void Store(int slot, WordType given)
    {
        Convert(given, _types[slot]);
        if (_arguments[slot] > 0) _il.StoreArgument(_arguments[slot]);
        else _il.Store(_locals[slot]!);
        if (_holders[slot]) Spill(slot, slot);
    }

    private void LoadRef(int slot)
    {
        Load(slot, WordType.Pointer);
        Load(slot + 1, WordType.I64);
        _il.Call(_runtime.MakeRef);
    }

    private void LoadBorrow(int slot)
    {
        Load(slot, WordType.Pointer);
        Load(slot + 1, WordType.Pointer);
        Load(slot + 2, WordType.I64);
        _il.Call(_runtime.MakeBorrow);
    }

    private void StoreRef(int slot)
    {
        _refScratch ??= _il.DeclareLocal(typeof(Ref));
        _il.Store(_refScratch);
        StoreField(_refScratch, nameof(Ref.Address), slot, WordType.Pointer);
        StoreField(_refScratch, nameof(Ref.Generation), slot + 1, WordType.I64);
    }

    private void StoreBorrow(int slot)
    {
        _borrowScratch ??= _il.DeclareLocal(typeof(Borrow));
        _il.Store(_borrowScratch);
        StoreField(_borrowScratch, nameof(Borrow.Object), slot, WordType.Pointer);
        StoreField(_borrowScratch, nameof(Borrow.Header), slot + 1, WordType.Pointer);
        StoreField(_borrowScratch, nameof(Borrow.Mask), slot + 2, WordType.I64);
    }

    private void StoreField(LocalBuilder from, string field, int slot, WordType type)
    {
        _il.Load(from);
        _il.Field(OpCodes.Ldfld, from.LocalType.GetField(field)!);
        Store(slot, type);
    }

    private void Convert(WordType from, WordType to)
    {
        if (from == to) return;
        switch (from, to)
        {
            case (WordType.I64, WordType.Pointer): _il.Emit(OpCodes.Conv_I); break;
            case (WordType.Pointer, WordType.I64): _il.Emit(OpCodes.Conv_U8); break;
            case (WordType.I32, WordType.I64): _il.Emit(OpCodes.Conv_U8); break;
            case (WordType.I64, WordType.I32): _il.Emit(OpCodes.Conv_I4); break;
            case (WordType.F64, WordType.I64): _il.Call(s_doubleToBits); break;
            case (WordType.I64, WordType.F64): _il.Call(s_bitsToDouble); break;
            case (WordType.F32, WordType.I32): _il.Call(s_singleToBits); break;
            case (WordType.I32, WordType.F32): _il.Call(s_bitsToSingle); break;
            case (WordType.F32, _):
                Convert(WordType.F32, WordType.I32);
                Convert(WordType.I32, to);
                break;
            case (_, WordType.F32):
                Convert(from, WordType.I32);
                Convert(WordType.I32, WordType.F32);
                break;
            default:
                Convert(from, WordType.I64);
                Convert(WordType.I64, to);
                break;
        }
    }

    /// <summary>Pushes the address of a word of the guest frame.</summary>
    private void FrameAddress(int slot)
    {
        _il.LoadArgument(0);
        if (_base + slot == 0) return;
        _il.Constant((_base + slot) * sizeof(ulong));
        _il.Emit(OpCodes.Add);
    }

    /// <summary>Copies the word of a slot to one of the guest frame.</summary>
    private void Spill(int slot, int frameSlot)
    {
        FrameAddress(frameSlot);
        WordType type = Load(slot);
        _il.Emit(type.StoreIndirect());
    }

    /// <summary>Copies a word of the guest frame to a slot.</summary>
    private void Reload(int slot, int frameSlot)
    {
        FrameAddress(frameSlot);
        _il.Emit(_types[slot].LoadIndirect());
        Store(slot, _types[slot]);
    }
}
