using HgmVm.Linking;

namespace HgmVm.Compiled;

/// <summary>
/// How a signature is called in native code: the guest frame first, then the words of the parameters. A result of one
/// word is returned; more words are left at the start of the callee's frame, as the interpreter does.
/// </summary>
internal sealed class Shape : IEquatable<Shape>
{
    private readonly string _key;

    public Shape(LinkedSignature signature)
        : this([.. signature.Parameters.SelectMany(type => WordTypes.Of(type).ToArray())],
            [.. signature.Results.SelectMany(type => WordTypes.Of(type).ToArray())])
    {
    }

    private Shape(WordType[] parameters, WordType[] results)
    {
        Parameters = parameters;
        Results = results;
        ClrParameters = [typeof(nint), .. Parameters.Select(word => word.Clr())];
        ClrResult = Results.Length == 1 ? Results[0].Clr() : typeof(void);
        _key = string.Join(',', Parameters) + ">" + (Results.Length == 1 ? Results[0].ToString() : "");
    }

    public WordType[] Parameters { get; }

    public WordType[] Results { get; }

    public Type[] ClrParameters { get; }

    public Type ClrResult { get; }

    /// <summary>The shape of code that takes over a frame whose registers have their values.</summary>
    public Shape WithoutParameters => new([], Results);

    /// <summary>True when a tail call with these arguments needs no stack beyond that of any caller.</summary>
    public bool FitsRegisters
    {
        get
        {
            const int IntegerRegisters = 6, FloatRegisters = 8;
            int floats = Parameters.Count(word => word is WordType.F32 or WordType.F64);
            return Parameters.Length - floats + 1 <= IntegerRegisters && floats <= FloatRegisters;
        }
    }

    public bool Equals(Shape? other) => other is not null && _key == other._key;

    public override bool Equals(object? obj) => Equals(obj as Shape);

    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);
}
