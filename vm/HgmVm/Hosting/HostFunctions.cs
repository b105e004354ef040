using System.Diagnostics.CodeAnalysis;
using System.Text;
using HgmVm.Bytecode;

namespace HgmVm.Hosting;

/// <summary>
/// The body of a host function. It reads its arguments and sets its results through <paramref name="call"/>, which is
/// valid until it returns. An exception that leaves it ends the program with the trap <c>foreign</c> and its message.
/// </summary>
public delegate void HostFunction(HostCall call);

/// <summary>
/// The functions that a host offers to programs, by the names under which modules declare them
/// (<c>host fn io.write(...)</c>). Filled before linking; one registry may serve many programs, one after the other.
/// </summary>
public sealed class HostFunctions
{
    private readonly Dictionary<string, HostBinding> _bindings = new(StringComparer.Ordinal);

    /// <summary>The names registered so far.</summary>
    public IReadOnlyCollection<string> Names => _bindings.Keys;

    /// <summary>Offers a function.</summary>
    /// <param name="name">Its whole name, dots included, e.g. <c>io.write</c>.</param>
    /// <param name="signature">What modules must declare for it.</param>
    /// <param name="function">Its body.</param>
    /// <returns>This registry, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The name is no dotted name, or is taken.</exception>
    public HostFunctions Add(string name, HostSignature signature, HostFunction function)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(function);
        if (!IsDottedName(name))
            throw new ArgumentException($"'{name}' is no name that a program could spell.", nameof(name));
        if (!_bindings.TryAdd(name, new HostBinding(name, signature, function)))
            throw new ArgumentException($"A host function named '{name}' exists already.", nameof(name));
        return this;
    }

    /// <summary>Offers a function of one number, e.g. <c>Add("math.sin", Math.Sin)</c>.</summary>
    /// <exception cref="ArgumentException">The name is no dotted name, or is taken.</exception>
    public HostFunctions Add(string name, Func<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, new HostSignature([HostType.F64], [HostType.F64]), call => call.Return(function(call.F64(0))));
    }

    /// <summary>Offers a function of two numbers, e.g. <c>Add("math.pow", Math.Pow)</c>.</summary>
    /// <exception cref="ArgumentException">The name is no dotted name, or is taken.</exception>
    public HostFunctions Add(string name, Func<double, double, double> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, new HostSignature([HostType.F64, HostType.F64], [HostType.F64]),
            call => call.Return(function(call.F64(0), call.F64(1))));
    }

    /// <summary>The signature of a registered function.</summary>
    public bool TryGetSignature(string name, [NotNullWhen(true)] out HostSignature? signature)
    {
        signature = Find(name)?.Signature;
        return signature is not null;
    }

    internal HostBinding? Find(string name) => _bindings.GetValueOrDefault(name);

    private static bool IsDottedName(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) > ModuleLimits.MaxNameBytes) return false;
        foreach (string part in name.Split('.'))
        {
            if (part.Length == 0 || char.IsAsciiDigit(part[0])) return false;
            foreach (char c in part)
                if (!char.IsAsciiLetterOrDigit(c) && c != '_') return false;
        }
        return true;
    }
}
