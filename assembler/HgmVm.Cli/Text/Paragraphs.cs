namespace HgmVm.Cli.Text;

/// <summary>Prose for a terminal.</summary>
internal static class Paragraphs
{
    /// <summary>Writes the text in lines of at most <paramref name="width"/> characters. Its own line breaks stay, and
    /// lines that start with a blank are examples: they are not touched.</summary>
    public static void Write(TextWriter output, string text, int width)
    {
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith(' ')) output.WriteLine(line);
            else WriteWrapped(output, line, width);
        }
    }

    private static void WriteWrapped(TextWriter output, string line, int width)
    {
        int column = 0;
        foreach (string word in line.Split(' '))
        {
            if (column > 0 && column + 1 + word.Length > width)
            {
                output.WriteLine();
                column = 0;
            }
            if (column > 0)
            {
                output.Write(' ');
                column++;
            }
            output.Write(word);
            column += word.Length;
        }
        output.WriteLine();
    }
}
