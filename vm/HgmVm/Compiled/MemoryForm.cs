using System.Reflection.Emit;
using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Lowering;

namespace HgmVm.Compiled;

/// <summary>What an executable load or store does, read off the list by which lowering chose it.</summary>
/// <param name="Kind">The kind of field or element; kinds of one width share an opcode.</param>
/// <param name="IsChecked">It goes through a <c>ref</c>.</param>
/// <param name="IsArray">It takes an index.</param>
/// <param name="IsStore">It writes memory.</param>
/// <param name="IsProved">The index is known to be in range.</param>
internal sealed record MemoryForm(ValueKind Kind, bool IsChecked, bool IsArray, bool IsStore, bool IsProved = false)
{
    private static readonly Dictionary<Opcode, MemoryForm> s_forms = Collect();

    /// <summary>Bytes of the field or element.</summary>
    public int Width { get; } = new LinkedType(Kind).Bytes;

    /// <summary>The form of an opcode; null when it is no load or store.</summary>
    public static MemoryForm? Of(Opcode op) => s_forms.GetValueOrDefault(op);

    /// <summary>Opcodes of loads and stores, for the test that compares tiers.</summary>
    public static IEnumerable<Opcode> All => s_forms.Keys;

    /// <summary>The IL that loads a value of the kind into a word of a type.</summary>
    public OpCode LoadAs(WordType type) => Kind switch
    {
        ValueKind.I8 => OpCodes.Ldind_I1,
        ValueKind.U8 or ValueKind.Bool => OpCodes.Ldind_U1,
        ValueKind.I16 => OpCodes.Ldind_I2,
        ValueKind.U16 => OpCodes.Ldind_U2,
        _ => type.LoadIndirect(),
    };

    /// <summary>The IL that stores a word of a type.</summary>
    public OpCode StoreAs(WordType type) => Width switch
    {
        1 => OpCodes.Stind_I1,
        2 => OpCodes.Stind_I2,
        _ => type.StoreIndirect(),
    };

    /// <summary>How wide a word the kind is loaded into when the target is a temporary that can be anything.</summary>
    public WordType Natural(WordType target) => Width switch
    {
        <= 4 => target == WordType.F32 ? WordType.F32 : WordType.I32,
        _ => target is WordType.I32 or WordType.F32 ? WordType.I64 : target,
    };

    private static Dictionary<Opcode, MemoryForm> Collect()
    {
        var forms = new Dictionary<Opcode, MemoryForm>();
        for (ValueKind kind = ValueKind.I32; kind <= ValueKind.Ref; kind++)
        {
            foreach (bool isChecked in (bool[])[false, true])
            {
                forms.TryAdd(MemoryForms.Load(kind, isChecked), new MemoryForm(kind, isChecked, false, false));
                forms.TryAdd(MemoryForms.Store(kind, isChecked), new MemoryForm(kind, isChecked, false, true));
                forms.TryAdd(MemoryForms.ArrayLoad(kind, isChecked), new MemoryForm(kind, isChecked, true, false));
                forms.TryAdd(MemoryForms.ArrayStore(kind, isChecked), new MemoryForm(kind, isChecked, true, true));
            }
            forms.TryAdd(MemoryForms.ProvedArrayLoad(kind), new MemoryForm(kind, false, true, false, true));
            forms.TryAdd(MemoryForms.ProvedArrayStore(kind), new MemoryForm(kind, false, true, true, true));
        }
        return forms;
    }
}
