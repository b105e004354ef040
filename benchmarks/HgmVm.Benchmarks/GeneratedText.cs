using System.Globalization;
using System.Text;

namespace HgmVm.Benchmarks;

/// <summary>Text as a compiler would write it: structs, then many small functions with locals, branches, calls and
/// comments.</summary>
internal static class GeneratedText
{
    /// <summary>A module of at least so many characters, the same each time.</summary>
    public static string Make(int characters)
    {
        var text = new StringBuilder("module generated\n\n");
        for (int i = 0; i < 50; i++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"struct Node{i} {{\n    varying next: own Node{i}\n    varying value: i64\n    final tag: u8\n    varying peer: ref Node{i}\n}}\n\n");
        }
        for (int i = 0; text.Length < characters; i++) AppendFunction(text, i);
        return text.ToString();
    }

    private static void AppendFunction(StringBuilder text, int number)
    {
        int type = number % 50;
        text.Append(CultureInfo.InvariantCulture, $$"""
            ; counts what is left of {{number}} and tells a peer
            fn step{{number}}(node: ref Node{{type}}, amount: i64) -> i64 {
                let b: borrow Node{{type}}, left: i64, i: i64, fresh: own Node{{type}}, ratio: f64
                tether b, node
                ld     left, b.value
                const  i, {{number}}
                const  ratio, 0.25
              again:
                sub    left, left, amount
                br.lt  left, 0x10, done
                mul    i, i, left
                xor    i, i, {{number % 1000}}
                add    ratio, ratio, ratio
                jmp    again
              done:
                st     b.value, left
                untether b
                alloc  fresh
                st     fresh.value, i          ; remembered for the next call
                free   fresh
                call   step{{number / 2}}(node, i) -> left
                ret    left
            }


            """);
    }
}
