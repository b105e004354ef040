using HgmVm.Linking;

namespace HgmVm.Compiled;

/// <summary>
/// How a signature is called in native code: the guest frame first, then the words of the parameters. A result of one
/// word is returned; more words are left at the start of the callee's frame, as the interpreter does.
/// </summary>
/// <remarks>
/// A borrow of a whole object is passed as one word, the object. The word that holds its tether is the one before the
/// object, and whether it was set before concerns only the function that tethered it, which is never the callee.
/// </remarks>
internal sealed class Shape : IEquatable<Shape>
{
    private readonly string _key;

    /// <param name="borrows">Says which borrows are one word: an inline member can be kept by any.</param>
    /// <param name="signature">The signature.</param>
    public Shape(BorrowWords borrows, LinkedSignature signature)
        : this(WordsOf(signature.Parameters), ArgumentsOf(borrows, signature.Parameters), WordsOf(signature.Results))
    {
    }

    private Shape(WordType[] parameters, int[] arguments, WordType[] results)
    {
        Parameters = parameters;
        Arguments = arguments;
        Results = results;
        WordType[] passed = [.. Parameters.Where((_, i) => Arguments[i] > 0)];
        ClrParameters = [typeof(nint), .. passed.Select(word => word.Clr())];
        ClrResult = Results.Length == 1 ? Results[0].Clr() : typeof(void);
        _key = string.Join(',', Parameters.Select((word, i) => Arguments[i] > 0 ? $"{word}" : "-"))
            + ">" + (Results.Length == 1 ? Results[0].ToString() : "");
    }

    /// <summary>The words of the parameters, as they stand in the callee's frame.</summary>
    public WordType[] Parameters { get; }

    /// <summary>Which argument each word is, from 1 on, behind the frame; 0 for a word that follows from the one
    /// before.</summary>
    public int[] Arguments { get; }

    public WordType[] Results { get; }

    public Type[] ClrParameters { get; }

    public Type ClrResult { get; }

    /// <summary>The shape of code that takes over a frame whose registers have their values.</summary>
    public Shape WithoutParameters => new([], [], Results);

    /// <summary>True when a tail call with these arguments needs no stack beyond that of any caller.</summary>
    public bool FitsRegisters
    {
        get
        {
            const int IntegerRegisters = 6, FloatRegisters = 8;
            int floats = ClrParameters.Count(type => type == typeof(float) || type == typeof(double));
            return ClrParameters.Length - floats <= IntegerRegisters && floats <= FloatRegisters;
        }
    }

    public bool Equals(Shape? other) => other is not null && _key == other._key;

    public override bool Equals(object? obj) => Equals(obj as Shape);

    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);

    private static WordType[] WordsOf(LinkedType[] types) =>
        [.. types.SelectMany(type => WordTypes.Of(type).ToArray())];

    private static int[] ArgumentsOf(BorrowWords borrows, LinkedType[] types)
    {
        var arguments = new List<int>();
        int last = 0;
        foreach (LinkedType type in types)
        {
            int words = WordTypes.Of(type).Length;
            for (int i = 0; i < words; i++) arguments.Add(i > 0 && borrows.IsOneWord(type) ? 0 : ++last);
        }
        return [.. arguments];
    }
}
