using System.Globalization;

namespace Pith.Text;

/// <summary>What a stretch of text is to become.</summary>
public enum ZonePolicy
{
    /// <summary>Units of it may be dropped.</summary>
    Compress,

    /// <summary>Stays byte for byte.</summary>
    Keep,

    /// <summary>Goes whole when something has to go.</summary>
    DropIfNeeded,

    /// <summary>Goes.</summary>
    Drop,

    /// <summary>The mark-up of a directive: goes, and nothing is missing where it stood.</summary>
    Markup,
}

/// <summary>A stretch of text with one policy.</summary>
public readonly struct Zone
{
    /// <summary>Makes a zone.</summary>
    public Zone(TextSpan span, ZonePolicy policy, double? rate = null)
    {
        Span = span;
        Policy = policy;
        Rate = rate;
    }

    /// <summary>Where.</summary>
    public TextSpan Span { get; }

    /// <summary>What is to become of it.</summary>
    public ZonePolicy Policy { get; }

    /// <summary>A rate of its own; null for the request's budget.</summary>
    public double? Rate { get; }
}

/// <summary>Reads the tags with which a text says what is to become of its parts.</summary>
/// <remarks>
/// Understood are <c>&lt;keep&gt;</c>, <c>&lt;drop&gt;</c> and LLMLingua's <c>&lt;llmlingua, rate=0.5, compress=True&gt;</c>, each closed by its
/// own end tag; the inner of two nested tags wins. Unlike the reference's grammar, a <c>&lt;</c> may stand inside, and what can't be
/// parsed stays in the text and is reported. One pass over the text; linear in its length.
/// </remarks>
public static class Directives
{
    private const int MaxNotes = 20;
    private const int MaxTagLength = 120;

    /// <summary>Zones that cover <paramref name="text"/> from start to end; one zone if it has no directive.</summary>
    /// <param name="text">The text.</param>
    /// <param name="outside">The zone of what stands outside any tag: its policy and rate.</param>
    /// <param name="notes">Receives a note for each tag that was not understood (no more than 20).</param>
    public static List<Zone> Parse(string text, (ZonePolicy Policy, double? Rate) outside, ICollection<CompressionNote> notes)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(notes);
        List<Mark> marks = Find(text, notes);
        if (marks.Count == 0)
        {
            return [new Zone(new TextSpan(0, text.Length), outside.Policy, outside.Rate)];
        }

        var zones = new List<Zone>();
        var open = new Stack<(ZonePolicy Policy, double? Rate)>();
        open.Push(outside);
        int at = 0;
        foreach (Mark mark in marks)
        {
            if (mark.Span.Start > at)
            {
                zones.Add(new Zone(new TextSpan(at, mark.Span.Start), open.Peek().Policy, open.Peek().Rate));
            }

            zones.Add(new Zone(mark.Span, ZonePolicy.Markup));
            at = mark.Span.End;
            if (mark.Opens)
            {
                open.Push((mark.Policy, mark.Rate ?? (mark.Policy == ZonePolicy.Compress ? open.Peek().Rate : null)));
            }
            else
            {
                open.Pop();
            }
        }

        if (at < text.Length)
        {
            zones.Add(new Zone(new TextSpan(at, text.Length), open.Peek().Policy, open.Peek().Rate));
        }

        return zones;
    }

    private static List<Mark> Find(string text, ICollection<CompressionNote> notes)
    {
        var found = new List<Mark>();
        var open = new Stack<int>();
        for (int at = text.IndexOf('<'); at >= 0; at = at + 1 < text.Length ? text.IndexOf('<', at + 1) : -1)
        {
            if (!TryRead(text, at, out Mark mark, out string? problem))
            {
                if (problem is not null)
                {
                    Note(notes, "tag-not-understood", problem, new TextSpan(at, Math.Min(text.Length, at + 1)));
                }

                continue;
            }

            if (mark.Opens)
            {
                open.Push(found.Count);
                found.Add(mark);
                continue;
            }

            // Tags opened inside and never closed are plain text; if nothing matches, so is this one.
            if (!open.Any(i => found[i].Name == mark.Name))
            {
                Note(notes, "tag-not-opened", $"</{mark.Name}> has no opening tag before it and was left in the text.", mark.Span);
                continue;
            }

            while (found[open.Peek()].Name != mark.Name)
            {
                Unopen(found, open.Pop(), notes);
            }

            found[open.Peek()] = found[open.Peek()] with { Matched = true };
            open.Pop();
            found.Add(mark with { Matched = true });
        }

        while (open.Count > 0)
        {
            Unopen(found, open.Pop(), notes);
        }

        found.RemoveAll(m => !m.Matched);
        return found;
    }

    private static void Unopen(List<Mark> found, int index, ICollection<CompressionNote> notes) =>
        Note(notes, "tag-not-closed", $"<{found[index].Name}> is never closed and was left in the text.", found[index].Span);

    private static bool TryRead(string text, int at, out Mark mark, out string? problem)
    {
        mark = default;
        problem = null;
        ReadOnlySpan<char> rest = text.AsSpan(at, Math.Min(MaxTagLength, text.Length - at));
        bool closes = rest.Length > 1 && rest[1] == '/';
        ReadOnlySpan<char> afterName = rest[(closes ? 2 : 1)..];
        string? name = afterName.StartsWith("keep", StringComparison.Ordinal) ? "keep"
            : afterName.StartsWith("drop", StringComparison.Ordinal) ? "drop"
            : afterName.StartsWith("llmlingua", StringComparison.Ordinal) ? "llmlingua" : null;
        if (name is null)
        {
            return false;
        }

        int end = afterName.IndexOf('>');
        ReadOnlySpan<char> attributes = end < 0 ? default : afterName[name.Length..end].Trim();
        if (end < 0 || (attributes.Length > 0 && name != "llmlingua"))
        {
            return false;
        }

        var span = new TextSpan(at, at + (closes ? 2 : 1) + end + 1);
        if (closes || name != "llmlingua")
        {
            mark = new Mark(span, name, !closes, name == "drop" ? ZonePolicy.Drop : ZonePolicy.Keep, null);
            return attributes.Length == 0;
        }

        if (attributes.Length > 0 && attributes[0] != ',')
        {
            return false;
        }

        double? rate = null;
        bool compress = true;
        foreach (Range part in attributes.Split(','))
        {
            ReadOnlySpan<char> attribute = attributes[part].Trim();
            if (attribute.Length == 0)
            {
                continue;
            }

            int equals = attribute.IndexOf('=');
            ReadOnlySpan<char> key = equals < 0 ? attribute : attribute[..equals].Trim();
            ReadOnlySpan<char> value = equals < 0 ? default : attribute[(equals + 1)..].Trim();
            if (key.SequenceEqual("rate") && double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number is > 0 and <= 1)
            {
                rate = number;
            }
            else if (key.SequenceEqual("compress") && bool.TryParse(value, out bool flag))
            {
                compress = flag;
            }
            else
            {
                problem = "A <llmlingua> tag has an attribute other than rate=(above 0, at most 1) and compress=True|False; the tag was left in the text.";
                return false;
            }
        }

        mark = new Mark(span, name, true, compress && rate != 1 ? ZonePolicy.Compress : ZonePolicy.Keep, rate);
        return true;
    }

    private static void Note(ICollection<CompressionNote> notes, string code, string message, TextSpan span)
    {
        if (notes.Count < MaxNotes)
        {
            notes.Add(new CompressionNote { Code = code, Message = message, Span = span });
        }
    }

    private record struct Mark(TextSpan Span, string Name, bool Opens, ZonePolicy Policy, double? Rate, bool Matched = false);
}
