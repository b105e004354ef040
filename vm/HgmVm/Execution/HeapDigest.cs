using System.Numerics;
using System.Runtime.CompilerServices;
using HgmVm.Bytecode;
using HgmVm.Linking;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>
/// One number for all that a program left in its heap and its global variables: two runs that did the same have the
/// same, whichever tier ran them. It covers the type and every value of each live object, what each reference refers
/// to or that it is dead, and functions by number.
/// </summary>
/// <remarks>
/// Left out is what no program can see: where an object is and which generation it has, since the tiers end trees in
/// different orders and so reuse slots in different orders; and tethers, since which of them are set at all depends on
/// what was proved about them (decision 30). So an object cannot be named by its address. Instead each is hashed with
/// the types of what it refers to, then each again with the hashes of what it refers to, and the order in which they
/// are met does not matter: they are added up.
/// </remarks>
internal sealed unsafe class HeapDigest
{
    private const ulong Start = 0x9E37_79B9_7F4A_7C15;
    private const ulong Prime = 0xD6E8_FEB8_6659_FD93;
    private const ulong Null = 1;
    private const ulong Dead = 2;

    private readonly VmThread _thread;
    private readonly LinkedHeapType[] _types;

    /// <summary>Hashes of all live objects by address, of the round before; empty in the first.</summary>
    private Dictionary<nint, ulong> _known = [];
    private ulong _hash;

    private HeapDigest(VmThread thread)
    {
        _thread = thread;
        _types = thread.Program.Types;
    }

    /// <summary>The digest of a machine's memory as it is now, between two steps or after the last.</summary>
    public static ulong Of(VmThread thread)
    {
        var digest = new HeapDigest(thread);
        digest._known = digest.HashObjects();
        digest._known = digest.HashObjects();
        ulong sum = 0;
        foreach (ulong hash in digest._known.Values) sum += hash;
        digest._hash = Start;
        digest.Add(sum);
        digest.AddGlobals();
        return digest._hash;
    }

    private HeapState* State => _thread.Heap.State;

    private Dictionary<nint, ulong> HashObjects()
    {
        var hashes = new Dictionary<nint, ulong>();
        HeapWalker walker = new(_thread.Heap);
        while (walker.MoveNextLive())
        {
            if (walker.TypeId < LinkedProgram.FirstTypeId) continue;
            LinkedHeapType type = _types[walker.TypeId];
            _hash = Start;
            Add((ulong)type.Id);
            if (type.IsArray) AddElements(type, (ArrayObject*)walker.Current);
            else AddParts(type, walker.Current);
            hashes.Add((nint)walker.Current, _hash);
        }
        return hashes;
    }

    private void AddGlobals()
    {
        foreach (LinkedModule module in _thread.Program.Modules)
        {
            for (int i = 0; i < module.Module.Globals.Count; i++)
                AddValue(module.Link(module.Module.Globals[i].Type), _thread.Globals.Address(module, i));
        }
    }

    private void AddElements(LinkedHeapType type, ArrayObject* array)
    {
        Add((ulong)array->Length);
        NativeType* native = NativeOf(type);
        for (long i = 0; i < array->Length; i++)
        {
            if (type.Element.Kind == ValueKind.Inline)
                AddGuarded(_types[type.Element.Id], InlineElements.At(array, native, i));
            else AddValue(type.Element, array->Elements + i * native->ElementBytes);
        }
    }

    /// <summary>The values in a struct, fixed array or variant, as an object or inside one.</summary>
    private void AddParts(LinkedHeapType type, byte* p)
    {
        if (type.Kind == HeapKind.Fixed)
        {
            for (int i = 0; i < type.Count; i++)
            {
                byte* element = p + (long)i * type.Stride + type.ElementWordBytes;
                if (type.ElementWordBytes > 0) AddGuarded(_types[type.Element.Id], element);
                else if (type.IsMarked(0)) AddObject(MarkedOwner.Address(*(ulong*)element), 0);
                else AddValue(type.Element, element);
            }
            return;
        }
        for (int i = 0; i < type.Members.Length; i++)
        {
            MemberLayout member = type.Members[i];
            byte* field = p + member.Offset;
            if (type.IsMarked(i)) AddObject(MarkedOwner.Address(*(ulong*)field), 0);
            else if (member.Guard == MemberGuard.Word) AddGuarded(_types[type.FieldTypes[i].Id], field);
            else AddValue(type.FieldTypes[i], field);
        }
    }

    /// <summary>A part behind a word: for a union, what the tag says it is.</summary>
    private void AddGuarded(LinkedHeapType type, byte* p)
    {
        int tag = type.IsUnion ? InnerWord.TypeId(State, HeapFast.Header(p)) : type.Id;
        Add((ulong)tag);
        if (tag != 0) AddParts(_types[tag], p);
    }

    private void AddValue(LinkedType type, byte* at)
    {
        switch (type.Kind)
        {
            case ValueKind.Inline:
                AddParts(_types[type.Id], at);
                break;
            case ValueKind.Own or ValueKind.Con:
                AddObject(*(byte**)at, 0);
                break;
            case ValueKind.Ref:
                AddReference(_types[type.Id].IsInterface ? InnerRef.Plain(State, *(Ref*)at) : *(Ref*)at);
                break;
            case ValueKind.Function:
                Add(*(FunctionEntry**)at == null ? 0 : 1 + (ulong)(*(FunctionEntry**)at)->Number);
                break;
            default:
                ulong bits = 0;
                Unsafe.CopyBlockUnaligned(&bits, at, (uint)type.Bytes);
                Add(bits);
                break;
        }
    }

    private void AddReference(Ref reference)
    {
        byte* place = InnerRef.Place(reference);
        if (place == null) Add(Null);
        else if (InnerRef.Living(State, reference) == null) Add(Dead);
        else if (!InnerRef.IsInner(reference)) AddObject(place, 0);
        else AddObject(HeapFast.Root(State, place), (ulong)(place - HeapFast.Root(State, place)));
    }

    /// <summary>What is referred to: an object, or what is so many bytes inside one.</summary>
    private void AddObject(byte* p, ulong offset)
    {
        if (p == null) Add(Null);
        else if (_known.TryGetValue((nint)p, out ulong hash)) Add(hash + offset);
        else Add((ulong)ObjectHeader.TypeId(HeapFast.Header(p)) + offset);
    }

    // The turn keeps a word from cancelling an equal hash; multiplying alone never carries a difference downwards.
    private void Add(ulong word)
    {
        ulong mixed = (BitOperations.RotateLeft(_hash, 5) ^ word) * Prime;
        _hash = mixed ^ mixed >> 32;
    }

    private NativeType* NativeOf(LinkedHeapType type) => State->Types + type.Id;
}
