using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Pith.Routing.Detection;

/// <summary>Whether a text is JSON, by parsing it.</summary>
internal static class JsonText
{
    internal const int MaxDepth = 512;

    // Longer texts are judged by their beginning.
    private const int Longest = 8_000_000;
    private const int MostLines = 48;
    private const int FewestLines = 4;
    private const int LongestLine = 200_000;

    private static readonly JsonReaderOptions s_strict = new() { MaxDepth = MaxDepth };

    private static readonly JsonReaderOptions s_lenient = new() { MaxDepth = MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    internal enum Outcome
    {
        /// <summary>One value and nothing else.</summary>
        Whole,

        /// <summary>The beginning of a value.</summary>
        Cut,

        /// <summary>A value with more text after it.</summary>
        Followed,

        /// <summary>An error inside.</summary>
        Broken,
    }

    internal static ContentDetection? Detect(ReadOnlySpan<char> text, LineMap lines)
    {
        ReadOnlySpan<char> trimmed = text.Trim().TrimStart('\uFEFF');
        if (trimmed is not ['{' or '[', ..])
        {
            return lines.Count >= FewestLines && trimmed[0] is '"' or '}' or ']' && MemberShare(lines) >= 0.85 && trimmed.Contains("\": ", StringComparison.Ordinal)
                ? new ContentDetection(ContentKind.Json, 0.6, "lines of a JSON value whose beginning is cut off")
                : null;
        }

        bool partial = trimmed.Length > Longest;
        ReadOnlySpan<char> seen = partial ? trimmed[..Longest] : trimmed;
        (Outcome outcome, int tokens) = Read(seen, s_strict);
        switch (outcome)
        {
            case Outcome.Whole:
                return ToolSchemas.Detect(seen) ?? new ContentDetection(ContentKind.Json, 1, "one JSON value");
            case Outcome.Cut when partial:
                return new ContentDetection(ContentKind.Json, 0.95, "the beginning of a large JSON value");
            case Outcome.Cut when tokens >= 3 && (seen[0] == '{' || seen.Contains('"') || tokens >= 10):
                return new ContentDetection(ContentKind.Json, 0.8, "a JSON value whose end is cut off");
        }

        if (DetectLines(text, lines) is { } byLine)
        {
            return byLine;
        }

        if (outcome == Outcome.Broken && Read(seen, s_lenient).Outcome == Outcome.Whole)
        {
            return new ContentDetection(ContentKind.Json, 0.9, "JSON with comments or trailing commas");
        }

        return outcome == Outcome.Broken && tokens >= 6 && MemberShare(lines) >= 0.8
            ? new ContentDetection(ContentKind.Json, 0.6, "lines of JSON with an error between them")
            : null;
    }

    internal static bool IsValue(ReadOnlySpan<char> text) => Read(text, s_strict).Outcome == Outcome.Whole;

    private static ContentDetection? DetectLines(ReadOnlySpan<char> text, LineMap lines)
    {
        int values = 0, others = 0, looked = 0;
        int step = Math.Max(1, lines.Count / MostLines);
        int last = lines.Count - 1;
        while (last > 0 && lines[last].Is(LineShape.Blank))
        {
            last--;
        }

        for (int i = 0; i <= last && looked < MostLines; i += step)
        {
            Line line = lines[i];
            if (line.Is(LineShape.Blank) || line.Length > LongestLine)
            {
                continue;
            }

            looked++;
            ReadOnlySpan<char> content = text[line.Start..line.End].Trim();
            bool value = content is ['{' or '[', ..] && IsValue(content);
            values += value ? 1 : 0;

            // The end of what was passed on may be cut off.
            others += value || i == last && values > 1 ? 0 : 1;
        }

        return values >= 2 && others * 20 <= values ? new ContentDetection(ContentKind.NdJson, others == 0 ? 0.98 : 0.85, "a JSON value a line") : null;
    }

    private static double MemberShare(LineMap lines)
    {
        int members = 0, all = 0;
        for (int i = 0; i < lines.Count; i++)
        {
            all += lines[i].Is(LineShape.Blank) ? 0 : 1;
            members += lines[i].Is(LineShape.Member) ? 1 : 0;
        }

        return all == 0 ? 0 : (double)members / all;
    }

    private static (Outcome Outcome, int Tokens) Read(ReadOnlySpan<char> text, JsonReaderOptions options)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        int tokens = 0;
        try
        {
            int length = Encoding.UTF8.GetBytes(text, bytes);
            var reader = new Utf8JsonReader(bytes.AsSpan(0, length), isFinalBlock: false, new JsonReaderState(options));
            bool complete = false;
            try
            {
                while (reader.Read())
                {
                    tokens++;
                    complete = reader.CurrentDepth == 0 && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
                }
            }
            catch (JsonException)
            {
                return (complete ? Outcome.Followed : Outcome.Broken, tokens);
            }

            return (complete ? Outcome.Whole : Outcome.Cut, tokens);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
