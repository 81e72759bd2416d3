using System.Globalization;

namespace Pith.Content.Lossless.Tables;

/// <summary>How a table of separated values is written; together with the cells it is the text.</summary>
/// <param name="Delimiter">Letter of what stands between cells.</param>
/// <param name="AllQuoted">Every cell has quotation marks; otherwise those have that need them.</param>
/// <param name="Backslash">A quotation mark inside a cell follows a backslash; otherwise it is doubled.</param>
/// <param name="Returns">Lines end with CR LF.</param>
/// <param name="OpenEnd">The last line has no end.</param>
internal readonly record struct TableStyle(char Delimiter, bool AllQuoted, bool Backslash, bool Returns, bool OpenEnd)
{
    internal const string Letters = "ctspk";

    internal string DelimiterText => TextOf(Delimiter);

    internal static string TextOf(char letter) => letter switch
    {
        'c' => ",",
        't' => "\t",
        's' => ";",
        'p' => "|",
        _ => ", ",
    };

    /// <summary>Whether the style writes such a cell with quotation marks.</summary>
    internal bool Quotes(ReadOnlySpan<char> content) => AllQuoted || content.IndexOfAny('"', '\r', '\n') >= 0 || content.Contains(DelimiterText, StringComparison.Ordinal);

    /// <summary>The style and the delimiter of the encoded rows as letters: <c>qct</c>.</summary>
    internal string Write(char encoded, int constants) =>
        string.Concat(AllQuoted ? "q" : "m", Delimiter.ToString(), encoded.ToString(), Backslash ? "b" : string.Empty, Returns ? "r" : string.Empty)
        + (OpenEnd ? "-" : string.Empty) + (constants > 0 ? constants.ToString(CultureInfo.InvariantCulture) : string.Empty);

    internal static TableStyle Read(ReadOnlySpan<char> line, out char encoded, out int constants)
    {
        constants = 0;
        if (line.Length < 3 || line[0] is not ('q' or 'm') || !Letters.Contains(line[1], StringComparison.Ordinal) || !Letters.Contains(line[2], StringComparison.Ordinal))
        {
            throw Malformed("its first line means nothing");
        }

        var style = new TableStyle(line[1], line[0] == 'q', false, false, false);
        encoded = line[2];
        ReadOnlySpan<char> rest = line[3..];
        style = style with { Backslash = Skip(ref rest, 'b') };
        style = style with { Returns = Skip(ref rest, 'r') };
        style = style with { OpenEnd = Skip(ref rest, '-') };
        if (rest.Length > 0 && !int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out constants))
        {
            throw Malformed("its first line means nothing");
        }

        return style;
    }

    internal static LosslessFormatException Malformed(string why) => new($"The encoded table is malformed: {why}.");

    private static bool Skip(ref ReadOnlySpan<char> rest, char letter)
    {
        bool there = rest.Length > 0 && rest[0] == letter;
        rest = there ? rest[1..] : rest;
        return there;
    }
}
