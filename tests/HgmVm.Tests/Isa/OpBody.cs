using System.Reflection;
using System.Reflection.Emit;
using HgmVm.Isa;
using HgmVm.Machine;

namespace HgmVm.Tests.Isa;

/// <summary>What an opcode did: the bits it left in its register, or the trap.</summary>
internal readonly record struct Outcome(ulong Bits, TrapKind Trap)
{
    public override string ToString() => Trap == TrapKind.None ? $"0x{Bits:X}" : $"trap {Trap.Name()}";
}

/// <summary>The body of a portable value opcode, run on register bits.</summary>
internal sealed class OpBody
{
    private readonly MethodInfo _method;
    private readonly Type[] _types;
    private readonly Func<ulong, ulong, ulong> _optimised;

    private OpBody(OpAttribute op, MethodInfo method)
    {
        Op = op;
        _method = method;
        _types = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        _optimised = Compile();
    }

    public OpAttribute Op { get; }

    public int ParameterCount => _types.Length;

    public bool TakesFloats => _types[0] == typeof(float) || _types[0] == typeof(double);

    public bool IsComparison => _method.ReturnType == typeof(bool);

    public int OperandWidth => Width(_types[0]);

    /// <summary>Every value opcode that modules may hold, by name.</summary>
    public static IReadOnlyDictionary<string, OpBody> All { get; } = typeof(OpAttribute).Assembly.GetTypes()
        .Where(type => type.Namespace == "HgmVm.Isa.Ops")
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
        .Select(method => (Op: method.GetCustomAttribute<OpAttribute>(), Method: method))
        .Where(pair => pair.Op is not null && pair.Op.Number < OpcodeLimits.FirstInternal)
        .ToDictionary(pair => pair.Op!.Mnemonic, pair => new OpBody(pair.Op!, pair.Method));

    /// <summary>Runs the body inlined into optimised code, as the interpreter's handlers have it.</summary>
    public Outcome RunOptimised(ulong b, ulong c)
    {
        try
        {
            return new Outcome(_optimised(b, c), TrapKind.None);
        }
        catch (TrapException trap)
        {
            return new Outcome(0, trap.Kind);
        }
    }

    /// <summary>Runs the body by itself, at first in the code of the quick JIT.</summary>
    public Outcome RunAlone(ulong b, ulong c)
    {
        object[] arguments = ParameterCount == 1 ? [Boxed(b, _types[0])] : [Boxed(b, _types[0]), Boxed(c, _types[1])];
        try
        {
            object result = _method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
            return new Outcome(Bits(result), TrapKind.None);
        }
        catch (TrapException trap)
        {
            return new Outcome(0, trap.Kind);
        }
    }

    public override string ToString() => Op.Mnemonic;

    /// <summary>A dynamic method is optimised at once, and the call to the body is inlined into it.</summary>
    private Func<ulong, ulong, ulong> Compile()
    {
        Type[] registers = [typeof(ulong), typeof(ulong)];
        var caller = new DynamicMethod(Op.Mnemonic, typeof(ulong), registers, typeof(OpBody), true);
        ILGenerator il = caller.GetILGenerator();
        for (int i = 0; i < _types.Length; i++)
        {
            il.Emit(i == 0 ? OpCodes.Ldarg_0 : OpCodes.Ldarg_1);
            if (Width(_types[i]) == 32) il.Emit(OpCodes.Conv_U4);
            if (_types[i] == typeof(float)) il.Emit(OpCodes.Call, Converter(nameof(BitConverter.UInt32BitsToSingle)));
            if (_types[i] == typeof(double)) il.Emit(OpCodes.Call, Converter(nameof(BitConverter.UInt64BitsToDouble)));
        }
        il.Emit(OpCodes.Call, _method);
        Type result = _method.ReturnType;
        if (result == typeof(float)) il.Emit(OpCodes.Call, Converter(nameof(BitConverter.SingleToUInt32Bits)));
        if (result == typeof(double)) il.Emit(OpCodes.Call, Converter(nameof(BitConverter.DoubleToUInt64Bits)));
        else if (Width(result) == 32) il.Emit(OpCodes.Conv_U8);
        il.Emit(OpCodes.Ret);
        return caller.CreateDelegate<Func<ulong, ulong, ulong>>();
    }

    private static int Width(Type type) =>
        type == typeof(long) || type == typeof(ulong) || type == typeof(double) ? 64 : 32;

    private static MethodInfo Converter(string name) => typeof(BitConverter).GetMethod(name)!;

    private static object Boxed(ulong bits, Type type) => type.Name switch
    {
        nameof(Int32) => (object)(int)bits,
        nameof(UInt32) => (uint)bits,
        nameof(Int64) => (long)bits,
        nameof(UInt64) => bits,
        nameof(Single) => BitConverter.UInt32BitsToSingle((uint)bits),
        nameof(Double) => BitConverter.UInt64BitsToDouble(bits),
        _ => throw new InvalidOperationException($"{type} is no operand of a numeric opcode"),
    };

    private static ulong Bits(object value) => value switch
    {
        bool b => b ? 1UL : 0UL,
        int i => (uint)i,
        uint u => u,
        long l => (ulong)l,
        ulong ul => ul,
        float f => BitConverter.SingleToUInt32Bits(f),
        double d => BitConverter.DoubleToUInt64Bits(d),
        _ => throw new InvalidOperationException($"{value.GetType()} is no result of a numeric opcode"),
    };
}
