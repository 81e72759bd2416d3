using System.Buffers;

namespace Pith.Content.Output;

/// <summary>Lines with one result each, as test platforms write them, and what is left of a progress display.</summary>
internal static class LogResults
{
    private static readonly SearchValues<char> s_duration = SearchValues.Create("0123456789.,mhs <");

    private static readonly SearchValues<char> s_progress = SearchValues.Create("[]✓x↓+?/0123456789.()s m");

    /// <summary>What a line says that is one result, or null for any other line.</summary>
    internal static LogSignal? Of(ReadOnlySpan<char> line) => line[0] switch
    {
        'p' or 'P' when Begins(line, "assed ") && EndsWithDuration(line) => LogSignal.Passed,
        'f' or 'F' when Begins(line, "ailed ") && EndsWithDuration(line) => LogSignal.Error,
        's' or 'S' when Begins(line, "kipped ") && EndsWithDuration(line) => LogSignal.Passed,
        'f' when Begins(line, "rom ") && line[^1] == ')' && line.Contains(" (net", StringComparison.Ordinal) => LogSignal.LibraryFrame,
        '.' when line.StartsWith("... ", StringComparison.Ordinal) && line.Contains(" library frame", StringComparison.Ordinal) => LogSignal.LibraryFrame,
        '[' or '(' when line[^1] is ')' or ']' && EndsWithDuration(line) && !line.ContainsAnyExcept(s_progress) => LogSignal.Noise,
        _ => null,
    };

    private static bool Begins(ReadOnlySpan<char> line, string rest) => line.Length > rest.Length + 4 && line[1..].StartsWith(rest, StringComparison.Ordinal);

    // "(12ms)", "(1s 547ms)", "[12 ms]", "[< 1 ms]"
    private static bool EndsWithDuration(ReadOnlySpan<char> line)
    {
        if (line.Length < 4 || line[^1] is not (')' or ']'))
        {
            return false;
        }

        ReadOnlySpan<char> inner = line[(line.LastIndexOfAny('(', '[') + 1)..^1];
        return inner.Length is >= 2 and <= 16 && inner[^1] == 's' && !inner.ContainsAnyExcept(s_duration) && inner.ContainsAnyInRange('0', '9');
    }
}
