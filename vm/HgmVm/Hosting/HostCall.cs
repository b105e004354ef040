using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using HgmVm.Bytecode;
using HgmVm.Memory;

namespace HgmVm.Hosting;

/// <summary>
/// One call of a host function: typed access to its arguments and results. Indices count parameters and results as the
/// signature lists them; asking for another type than the signature's is a mistake of the host and throws.
/// </summary>
public readonly unsafe ref struct HostCall
{
    private readonly HostBinding _binding;
    private readonly ulong* _arguments;
    private readonly ulong* _results;

    internal HostCall(HostBinding binding, ulong* arguments, ulong* results, Deadline deadline)
    {
        Deadline = deadline;
        _binding = binding;
        _arguments = arguments;
        _results = results;
    }

    /// <summary>When the run ends: a function that waits for something must not wait longer.</summary>
    public Deadline Deadline { get; }

    /// <summary>The argument at <paramref name="index"/>, an <c>i32</c>.</summary>
    public int I32(int index) => (int)*Argument(index, ValueKind.I32);

    /// <summary>The argument at <paramref name="index"/>, an <c>i64</c>.</summary>
    public long I64(int index) => (long)*Argument(index, ValueKind.I64);

    /// <summary>The argument at <paramref name="index"/>, an <c>f32</c>.</summary>
    public float F32(int index) => BitConverter.UInt32BitsToSingle((uint)*Argument(index, ValueKind.F32));

    /// <summary>The argument at <paramref name="index"/>, an <c>f64</c>.</summary>
    public double F64(int index) => BitConverter.UInt64BitsToDouble(*Argument(index, ValueKind.F64));

    /// <summary>Number of elements of the array at <paramref name="index"/>.</summary>
    public long Length(int index) => Array(index)->Length;

    /// <summary>
    /// All elements of the array at <paramref name="index"/>, to read and to write, until this call returns.
    /// <typeparamref name="T"/> is the .NET type of the elements: <c>byte</c> for <c>u8</c>, and so on.
    /// </summary>
    public Span<T> Span<T>(int index) where T : unmanaged => Span<T>(index, 0, Length(index));

    /// <summary>The elements <paramref name="from"/> to <paramref name="from"/> + <paramref name="count"/> of an array.
    /// A range outside of it fails the call: both numbers usually come from the program.</summary>
    public Span<T> Span<T>(int index, long from, long count) where T : unmanaged
    {
        HostType type = _binding.Signature.ParameterTypes[index];
        if (type.Element != KindOf<T>())
            throw new InvalidOperationException($"Parameter {index} is {type}, not of {typeof(T).Name}.");
        ArrayObject* array = Array(index);
        if (from < 0 || count < 0 || from > array->Length - count)
            Fail($"elements {from} to {from}+{count} of an array of {array->Length}");
        if (count > int.MaxValue) Fail($"{count} elements at once are too many");
        return new Span<T>((T*)array->Elements + from, (int)count);
    }

    /// <summary>Sets the only result.</summary>
    public void Return(int value) => Set(0, value);

    /// <inheritdoc cref="Return(int)"/>
    public void Return(long value) => Set(0, value);

    /// <inheritdoc cref="Return(int)"/>
    public void Return(float value) => Set(0, value);

    /// <inheritdoc cref="Return(int)"/>
    public void Return(double value) => Set(0, value);

    /// <summary>Sets the result at <paramref name="index"/>; results that are not set are zero.</summary>
    public void Set(int index, int value) => *Result(index, ValueKind.I32) = (uint)value;

    /// <inheritdoc cref="Set(int, int)"/>
    public void Set(int index, long value) => *Result(index, ValueKind.I64) = (ulong)value;

    /// <inheritdoc cref="Set(int, int)"/>
    public void Set(int index, float value) => *Result(index, ValueKind.F32) = BitConverter.SingleToUInt32Bits(value);

    /// <inheritdoc cref="Set(int, int)"/>
    public void Set(int index, double value) => *Result(index, ValueKind.F64) = BitConverter.DoubleToUInt64Bits(value);

    /// <summary>Ends the program with the trap <c>foreign</c>; the message follows the function's name.</summary>
    [DoesNotReturn]
    public void Fail(string message) => throw new HostFailureException(_binding.Name, message);

    /// <summary>Ends the run at once, without a trap, with that exit code. The heap is released whole.</summary>
    [DoesNotReturn]
    public void Exit(int exitCode) => throw new HostExitException(_binding.Name, exitCode);

    private ArrayObject* Array(int index)
    {
        byte* target = ((Borrow*)Argument(index, ValueKind.Borrow))->Object;
        if (target == null) Fail($"argument {index} is a null borrow");
        return (ArrayObject*)target;
    }

    private ulong* Argument(int index, ValueKind kind)
    {
        HostSignature signature = _binding.Signature;
        if (signature.Parameters[index].Kind != kind)
            throw new InvalidOperationException($"Parameter {index} is {signature.Parameters[index]}, not {kind}.");
        return _arguments + signature.Slots[index];
    }

    private ulong* Result(int index, ValueKind kind)
    {
        HostType type = _binding.Signature.ResultTypes[index];
        if (type.Kind != kind) throw new InvalidOperationException($"Result {index} is {type}, not {kind}.");
        return _results + index;
    }

    // The JIT resolves the comparisons: this is a constant for each T.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ValueKind KindOf<T>()
    {
        if (typeof(T) == typeof(byte)) return ValueKind.U8;
        if (typeof(T) == typeof(int)) return ValueKind.I32;
        if (typeof(T) == typeof(long)) return ValueKind.I64;
        if (typeof(T) == typeof(float)) return ValueKind.F32;
        if (typeof(T) == typeof(double)) return ValueKind.F64;
        if (typeof(T) == typeof(sbyte)) return ValueKind.I8;
        if (typeof(T) == typeof(short)) return ValueKind.I16;
        if (typeof(T) == typeof(ushort)) return ValueKind.U16;
        if (typeof(T) == typeof(uint)) return ValueKind.U32;
        if (typeof(T) == typeof(bool)) return ValueKind.Bool;
        return ValueKind.None;
    }
}
