using Pith.Cli.Output;
using Spectre.Console;

namespace Pith.Cli.Explanation;

/// <summary>The original with what was dropped struck through, and a table of the segments.</summary>
internal static class TerminalView
{
    private const string Reset = "\e[0m";

    internal static void Write(TextWriter writer, CompressionRequest request, CompressionResult result, int? width, bool colours)
    {
        if (result.Kind == ResultKind.Rewritten)
        {
            writer.Write("The method writes new text: there are no kept ranges.\n\n");
            WriteVisible(writer, result.Text);
        }
        else
        {
            WriteRuns(writer, request.Original, TextRun.Of(result, request.Original.Length), colours);
        }

        writer.Write("\n\n");
        Consoles.Write(writer, Segments(request, result), width, colours);
        writer.Write('\n');
        writer.Write(colours ? $"kept, \e[4mprotected{Reset}, \e[2;9mdropped{Reset}\n" : "kept, {+protected+}, [-dropped-]\n");
    }

    private static void WriteRuns(TextWriter writer, string original, List<TextRun> runs, bool colours)
    {
        for (int i = 0; i < runs.Count;)
        {
            RunState state = runs[i].State;
            int end = i;
            while (end < runs.Count && runs[end].State == state)
            {
                end++;
            }

            (string before, string after) = (state, colours) switch
            {
                (RunState.Kept, _) => (string.Empty, string.Empty),
                (RunState.Protected, true) => ("\e[4m", Reset),
                (RunState.Protected, false) => ("{+", "+}"),
                (_, true) => ("\e[2;9m", Reset),
                (_, false) => ("[-", "-]"),
            };
            writer.Write(before);
            WriteVisible(writer, original.AsSpan(runs[i].Span.Start, runs[end - 1].Span.End - runs[i].Span.Start));
            writer.Write(after);
            i = end;
        }
    }

    private static void WriteVisible(TextWriter writer, ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\r' || i + 1 == text.Length || text[i + 1] != '\n')
            {
                writer.Write(VisibleText.Of(text[i]));
            }
        }
    }

    private static Table Segments(CompressionRequest request, CompressionResult result)
    {
        Table table = Consoles.Table("segment", "role", "policy", "before", "after", "kept", "content", "method", "status", "why");
        foreach (SegmentRow row in SegmentRow.Of(request, result))
        {
            table.Row([.. row.Cells]);
        }

        return table;
    }
}
