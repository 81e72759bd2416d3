using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Pith.Cli.Output;

namespace Pith.Cli.Explanation;

/// <summary>A page that explains a result: self-contained, without scripts and without anything from a network.</summary>
internal static class HtmlPage
{
    private const int Shades = 10;

    private const string Style = """
        :root { color-scheme: light dark; }
        body { font: 15px/1.6 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin-top: 2rem; }
        table { border-collapse: collapse; } th, td { text-align: left; padding: .15rem .9rem .15rem 0; vertical-align: top; }
        .text { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #8886; border-radius: 4px; padding: 1rem; }
        .d { text-decoration: line-through; opacity: .45; } .p { text-decoration: underline 2px #27c; }
        .s0 { background: rgb(230 140 0 / 0%); } .s1 { background: rgb(230 140 0 / 6%); } .s2 { background: rgb(230 140 0 / 12%); }
        .s3 { background: rgb(230 140 0 / 18%); } .s4 { background: rgb(230 140 0 / 24%); } .s5 { background: rgb(230 140 0 / 30%); }
        .s6 { background: rgb(230 140 0 / 36%); } .s7 { background: rgb(230 140 0 / 42%); } .s8 { background: rgb(230 140 0 / 48%); }
        .s9 { background: rgb(230 140 0 / 54%); } .s10 { background: rgb(230 140 0 / 60%); }
        """;

    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    internal static void Write(TextWriter writer, string name, CompressionRequest request, CompressionResult result)
    {
        writer.Write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        writer.Write("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        writer.Write("<meta name=\"viewport\" content=\"width=device-width\">\n");
        writer.Write($"<title>{Escape(name)} – pith explain</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{Escape(name)}</h1>\n");
        WriteNumbers(writer, request, result);
        WriteLegend(writer, result);
        writer.Write(result.Kind == ResultKind.Rewritten ? "<h2>New text</h2>\n<div class=\"text\">" : "<h2>Original</h2>\n<div class=\"text\">");
        if (result.Kind == ResultKind.Rewritten)
        {
            s_encoder.Encode(writer, result.Text);
        }
        else
        {
            WriteRuns(writer, request.Original, result);
        }

        writer.Write("</div>\n<h2>Segments</h2>\n");
        WriteTable(writer, ["segment", "role", "policy", "tokens before", "tokens after", "kept", "content", "method", "status", "why"], SegmentRow.Of(request, result).Select(r => r.Cells));
        if (result.Notes.Count > 0)
        {
            writer.Write("<h2>Notes</h2>\n<ul>\n");
            foreach (CompressionNote note in result.Notes)
            {
                writer.Write($"<li>{Escape(note.Message)}</li>\n");
            }

            writer.Write("</ul>\n");
        }

        if (result.Kind != ResultKind.Rewritten)
        {
            writer.Write("<h2>Result</h2>\n<div class=\"text\">");
            s_encoder.Encode(writer, result.Text);
            writer.Write("</div>\n");
        }

        writer.Write("</body>\n</html>\n");
    }

    private static void WriteNumbers(TextWriter writer, CompressionRequest request, CompressionResult result)
    {
        string limit = result.TokenLimit is { } most ? string.Create(CultureInfo.InvariantCulture, $" (at most {most:N0} tokens)") : string.Empty;
        List<string[]> rows =
        [
            ["Result", result.Summary()],
            ["Status", result.Reason() ?? result.Status()],
            ["Method", result.Method],
            ["Budget", $"{request.Budget}{limit}"],
        ];
        if (result.Trace.Count > 0)
        {
            rows.Add(["Units", string.Create(CultureInfo.InvariantCulture, $"{result.Trace.Count:N0}, of which {result.Trace.Count(u => u.Kept):N0} kept and {result.Trace.Count(u => u.Protected):N0} protected")]);
        }

        WriteTable(writer, [], rows);
    }

    private static void WriteLegend(TextWriter writer, CompressionResult result)
    {
        if (result.Kind == ResultKind.Rewritten)
        {
            writer.Write("<p>The method writes new text: there are no kept ranges.</p>\n");
            return;
        }

        writer.Write("<p>Kept, <span class=\"p\">protected</span>, <span class=\"d\">dropped</span>.");
        if (result.Trace.Count > 0)
        {
            writer.Write(" Score, low to high: ");
            for (int i = 0; i <= Shades; i += 2)
            {
                writer.Write($"<span class=\"s{i}\">&nbsp;&nbsp;</span>");
            }

            writer.Write("; point at a word to read it.");
        }

        writer.Write("</p>\n");
    }

    private static void WriteRuns(TextWriter writer, string original, CompressionResult result)
    {
        List<TextRun> runs = TextRun.Of(result, original.Length);
        (double low, double high) = Scale(runs);
        foreach (TextRun run in runs)
        {
            string classes = run.State switch { RunState.Dropped => "d", RunState.Protected => "p", _ => string.Empty };
            string title = string.Empty;
            if (run.Score is { } score)
            {
                int shade = high > low ? (int)Math.Round(Shades * Math.Clamp((score - low) / (high - low), 0, 1)) : 0;
                classes = classes.Length > 0 ? $"{classes} s{shade}" : $"s{shade}";
                title = string.Create(CultureInfo.InvariantCulture, $" title=\"score {score:0.####}, {run.State.ToString().ToLowerInvariant()}\"");
            }

            bool plain = classes.Length == 0;
            writer.Write(plain ? string.Empty : $"<span class=\"{classes}\"{title}>");
            s_encoder.Encode(writer, original, run.Span.Start, run.Span.Length);
            writer.Write(plain ? string.Empty : "</span>");
        }
    }

    // Probabilities are shown as they are; any other scale from its lowest to its highest score.
    private static (double Low, double High) Scale(List<TextRun> runs)
    {
        double low = 0;
        double high = 0;
        foreach (TextRun run in runs)
        {
            low = Math.Min(low, run.Score ?? 0);
            high = Math.Max(high, run.Score ?? 0);
        }

        return low >= 0 && high <= 1 ? (0, 1) : (low, high);
    }

    private static void WriteTable(TextWriter writer, string[] heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        writer.Write("<table>\n");
        if (heads.Length > 0)
        {
            writer.Write($"<tr>{string.Concat(heads.Select(h => $"<th>{Escape(h)}</th>"))}</tr>\n");
        }

        foreach (IReadOnlyList<string> row in rows)
        {
            writer.Write($"<tr>{string.Concat(row.Select(c => $"<td>{Escape(c)}</td>"))}</tr>\n");
        }

        writer.Write("</table>\n");
    }

    private static string Escape(string text) => s_encoder.Encode(text);
}
