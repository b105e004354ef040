using System.Text;
using HgmVm.Bytecode;
using ValueType = HgmVm.Bytecode.ValueType;

namespace HgmVm.Hosting;

/// <summary>Type of a parameter or result of a host function: a scalar or a borrowed array of scalars.</summary>
/// <param name="Kind"><c>i32</c>, <c>i64</c>, <c>f32</c>, <c>f64</c>, or <see cref="ValueKind.Borrow"/>.</param>
/// <param name="Element">Element kind of the borrowed array; <see cref="ValueKind.None"/> for scalars.</param>
public readonly record struct HostType(ValueKind Kind, ValueKind Element = ValueKind.None)
{
    public static HostType I32 => new(ValueKind.I32);

    public static HostType I64 => new(ValueKind.I64);

    public static HostType F32 => new(ValueKind.F32);

    public static HostType F64 => new(ValueKind.F64);

    /// <summary>The type <c>borrow array u8</c>: how programs pass text and other bytes.</summary>
    public static HostType Bytes => BorrowArray(ValueKind.U8);

    /// <summary>The type <c>borrow array T</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="element"/> is no scalar.</exception>
    public static HostType BorrowArray(ValueKind element) => new ValueType(element).IsScalar
        ? new HostType(ValueKind.Borrow, element)
        : throw new ArgumentException($"Host functions borrow arrays of scalars, not of {element}.", nameof(element));

    /// <summary>Stack slots of a value: one for a scalar, three for a borrow.</summary>
    internal int SlotCount => Kind == ValueKind.Borrow ? 3 : 1;

    internal bool IsRegisterScalar => Kind is >= ValueKind.I32 and <= ValueKind.F64 && Element == ValueKind.None;

    internal bool IsBorrowedArray => Kind == ValueKind.Borrow && new ValueType(Element).IsScalar;

    /// <summary>True when a module's type says the same.</summary>
    internal bool Matches(Module module, ValueType type)
    {
        if (type.Kind != Kind) return false;
        if (Kind != ValueKind.Borrow) return true;
        HeapType target = module.HeapTypes[type.Index];
        return target.IsArray && target.Element.Kind == Element;
    }

    /// <summary>As programs spell it, e.g. <c>borrow array u8</c>.</summary>
    public override string ToString() => Kind == ValueKind.Borrow ? $"borrow array {Name(Element)}" : Name(Kind);

    private static string Name(ValueKind kind) => kind.ToString().ToLowerInvariant();
}

/// <summary>What a host function takes and gives. Modules declare it with <c>host fn</c>; linking compares.</summary>
public sealed class HostSignature
{
    private readonly HostType[] _parameters;
    private readonly HostType[] _results;
    private readonly int[] _slots;

    /// <param name="parameters">Scalars and borrowed arrays.</param>
    /// <param name="results">Scalars: a host function cannot make references.</param>
    /// <exception cref="ArgumentException">A type does not fit its place, or there are too many.</exception>
    public HostSignature(ReadOnlySpan<HostType> parameters, ReadOnlySpan<HostType> results)
    {
        _parameters = parameters.ToArray();
        _results = results.ToArray();
        _slots = new int[_parameters.Length];
        if (_parameters.Length > ModuleLimits.MaxParameters)
            throw new ArgumentException($"There are over {ModuleLimits.MaxParameters} parameters.", nameof(parameters));
        if (_results.Length > ModuleLimits.MaxResults)
            throw new ArgumentException($"There are over {ModuleLimits.MaxResults} results.", nameof(results));
        int slot = 0;
        for (int i = 0; i < _parameters.Length; i++)
        {
            HostType type = _parameters[i];
            if (!type.IsRegisterScalar && !type.IsBorrowedArray)
                throw new ArgumentException($"Parameter {i} cannot have the type {type}.", nameof(parameters));
            _slots[i] = slot;
            slot += type.SlotCount;
        }
        for (int i = 0; i < _results.Length; i++)
        {
            if (!_results[i].IsRegisterScalar)
                throw new ArgumentException($"Result {i} cannot have the type {_results[i]}.", nameof(results));
        }
        ParameterSlotCount = slot;
    }

    public IReadOnlyList<HostType> Parameters => _parameters;

    public IReadOnlyList<HostType> Results => _results;

    /// <summary>Stack slots that the flattened parameters take; results take one each.</summary>
    internal int ParameterSlotCount { get; }

    internal ReadOnlySpan<int> Slots => _slots;

    /// <summary>As <see cref="Parameters"/>, for calls: without a detour over an interface.</summary>
    internal ReadOnlySpan<HostType> ParameterTypes => _parameters;

    internal ReadOnlySpan<HostType> ResultTypes => _results;

    /// <summary>True when a signature that <paramref name="module"/> declares says the same as this one.</summary>
    internal bool Matches(Module module, Signature declared)
    {
        if (declared.Parameters.Count != _parameters.Length || declared.Results.Count != _results.Length) return false;
        for (int i = 0; i < _parameters.Length; i++)
            if (!_parameters[i].Matches(module, declared.Parameters[i])) return false;
        for (int i = 0; i < _results.Length; i++)
            if (!_results[i].Matches(module, declared.Results[i])) return false;
        return true;
    }

    /// <summary>As programs spell it, without names: <c>(i32, borrow array u8) -> i64</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("(").AppendJoin(", ", _parameters).Append(')');
        if (_results.Length > 0) text.Append(" -> ").AppendJoin(", ", _results);
        return text.ToString();
    }
}
