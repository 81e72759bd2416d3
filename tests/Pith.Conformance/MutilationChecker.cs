using System.Text.RegularExpressions;
using Pith.Text;

namespace Pith.Conformance;

/// <summary>Finds numbers, identifiers and other units that a compressor cut or glued.</summary>
/// <remarks>
/// It shares no code with the scanner of the library: one regular expression per kind, written from what a reader would call a cut.
/// The methods are thread-safe.
/// </remarks>
public static partial class MutilationChecker
{
    private static readonly Regex[] s_kinds =
    [
        Placeholder(), Url(), Email(), Uuid(), WindowsPath(), UnixPath(), Flag(), Version(), DateAndTime(), Code(), HyphenCode(), DottedName(), Number(),
    ];

    private static readonly char[] s_sentenceMarks = ['.', ',', ';', ':', '!', '?', '\'', '"', ')', '*', '_'];

    /// <summary>The protected tokens of <paramref name="output"/> that are no token of <paramref name="original"/>.</summary>
    /// <exception cref="ArgumentNullException">A text is null.</exception>
    public static IReadOnlyList<string> Find(string original, string output)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(output);

        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (TextSpan token in ProtectedSpans(original))
        {
            known.Add(token.Of(original).ToString());
        }

        List<string> found = [];
        HashSet<string> reported = new(StringComparer.Ordinal);
        foreach (TextSpan token in ProtectedSpans(output))
        {
            string value = token.Of(output).ToString();
            if (!known.Contains(value) && reported.Add(value))
            {
                found.Add(value);
            }
        }

        return found;
    }

    /// <summary>The protected tokens of <paramref name="original"/> of which <paramref name="kept"/> holds a part but not the whole.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IReadOnlyList<string> CutAtoms(string original, IReadOnlyList<TextSpan> kept)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(kept);

        bool[] isKept = new bool[original.Length];
        foreach (TextSpan range in kept)
        {
            Array.Fill(isKept, true, range.Start, range.Length);
        }

        List<string> cut = [];
        foreach (TextSpan token in ProtectedSpans(original))
        {
            ReadOnlySpan<bool> mask = isKept.AsSpan(token.Start, token.Length);
            if (mask.Contains(true) && mask.Contains(false))
            {
                cut.Add(token.Of(original).ToString());
            }
        }

        return cut;
    }

    /// <summary>Every protected token of <paramref name="text"/>, ascending and disjoint: of two that overlap, the earlier kind in the order placeholder, URL, e-mail, UUID, path, flag, version, date, identifier, number.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static IReadOnlyList<TextSpan> ProtectedSpans(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        List<TextSpan> spans = [];
        bool[] taken = new bool[text.Length];
        foreach (Regex kind in s_kinds)
        {
            foreach (ValueMatch match in kind.EnumerateMatches(text))
            {
                int length = text.AsSpan(match.Index, match.Length).TrimEnd(s_sentenceMarks).Length;
                Span<bool> mask = taken.AsSpan(match.Index, length);
                if (length > 0 && !mask.Contains(true))
                {
                    mask.Fill(true);
                    spans.Add(new TextSpan(match.Index, match.Index + length));
                }
            }
        }

        spans.Sort();
        return spans;
    }

    [GeneratedRegex(@"\{\{[^{}\r\n]{1,100}\}\}|\$\{[^{}\r\n]{1,100}\}|\{[A-Za-z_][\w.]{0,60}\}|%\(\w{1,60}\)[sdif]|(?<![\w%])%[sdif](?!\w)|\[\[[\w .|-]{1,100}\]\]")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\b(?:https?|ftp|wss?|file|s3)://[^\s<>""'`\\^{}|()\[\]\u3000-\u9fff\uff00-\uffef]+", RegexOptions.IgnoreCase)]
    private static partial Regex Url();

    [GeneratedRegex(@"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")]
    private static partial Regex Email();

    [GeneratedRegex(@"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"(?<![\w])[A-Za-z]:\\{1,2}[\w.-]+(?:\\{1,2}[\w.-]+)*")]
    private static partial Regex WindowsPath();

    [GeneratedRegex(@"(?<![\w./)\]<-])(?:~|\.{1,2})?/[A-Za-z_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_.-]+)*|(?<![\w./-])[A-Za-z_][A-Za-z0-9_-]*(?:/[A-Za-z0-9_.-]+)+\.[A-Za-z]{1,5}\b")]
    private static partial Regex UnixPath();

    [GeneratedRegex(@"(?<=^|[\s`(\[""])--[A-Za-z][\w-]*(?:=[\w./:-]+)?", RegexOptions.Multiline)]
    private static partial Regex Flag();

    [GeneratedRegex(@"(?<![\w.])v?\d+\.\d+\.\d+(?:-[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*)?(?:\+[A-Za-z0-9.]+)?(?![\w])")]
    private static partial Regex Version();

    [GeneratedRegex(@"(?<![\w.,/-])(?:\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)(?![\w/])")]
    private static partial Regex DateAndTime();

    /// <summary>snake_case, camelCase, and letters mixed with figures.</summary>
    [GeneratedRegex(@"(?<![\w-])(?=[A-Za-z0-9_-]*[A-Za-z])(?:[A-Za-z0-9]*_[A-Za-z0-9_]*[A-Za-z0-9][A-Za-z0-9_]*|[A-Za-z]*[a-z][A-Z][A-Za-z0-9]*|[A-Za-z]+\d[A-Za-z0-9]*|\d+[A-Za-z][A-Za-z0-9]*)(?![\w-])")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<![\w-])[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)+(?![\w-])")]
    private static partial Regex HyphenCode();

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)+(?!\w)")]
    private static partial Regex DottedName();

    /// <summary>A sign or a currency may follow a mark; a letter of a script without spaces is no part of a number's word.</summary>
    [GeneratedRegex(@"(?:(?<![\d_\p{L}-[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF]])(?:[+\-\u2212]\p{Sc}?|\p{Sc})|(?<![\d_.,\-\p{L}-[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF]]))\d+(?:[.,'_\u2019]\d+)*(?:[eE][+-]?\d+)?[%\u2030]?(?![\d_\p{L}-[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF]])")]
    private static partial Regex Number();
}
