namespace Pith.Routing.Detection;

internal static partial class LineShapes
{
    // A time further inside is something the line tells of.
    private const int LatestTime = 72;

    private static readonly string[] s_levels =
        ["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "FATAL", "CRITICAL", "SEVERE", "VERBOSE", "FINE", "ERR", "WRN", "INF", "DBG", "crit", "fail", "dbug", "trce"];

    private static readonly string[] s_quietLevels = ["silly", "verbose", "info", "http", "warn", "error", "timing", "debug", "notice"];

    private static readonly string[] s_dateWords =
    [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
        "T", "Z", "UTC", "GMT", "CET", "CEST", "PST", "PDT", "EST", "EDT", "AM", "PM", "time", "ts", "timestamp", "at", "I", "W", "E", "F", "D", "V",
    ];

    private static readonly PrefixTable<int> s_levelStarts = new(s_levels.Select(l => (l, l.Length)));

    private static bool IsLogHead(ReadOnlySpan<char> body)
    {
        int level = LevelLength(body, out bool marked);
        if (level > 0 && (marked || body.Length > level + 2))
        {
            return true;
        }

        if (body.StartsWith("level=") || body.Contains(" level=", StringComparison.Ordinal) && body.Contains("msg=", StringComparison.Ordinal))
        {
            return true;
        }

        // Package managers number the lines of their logs.
        int number = CountDigits(body);
        if (number is > 0 and < 7 && number + 1 < body.Length && body[number] == ' ' && IsOneOf(FirstWord(body[(number + 1)..]), s_quietLevels))
        {
            return true;
        }

        int time = TimeAt(body);
        return time >= 0 && IsStampPrefix(body[..time]) && !body.Contains("-->", StringComparison.Ordinal);
    }

    /// <summary>The length of a level word that the line opens with, or 0.</summary>
    private static int LevelLength(ReadOnlySpan<char> body, out bool marked)
    {
        int open = body[0] is '[' or '<' ? 1 : 0;
        ReadOnlySpan<char> rest = body[open..];
        marked = open == 1;
        foreach ((string level, int length) in s_levelStarts.Candidates(rest))
        {
            if (!rest.StartsWith(level) || rest.Length == length)
            {
                continue;
            }

            char after = rest[length];
            if (open == 1 ? after is ']' or '>' or ' ' : after is ':' or '[' || after == ' ' && IsSpaced(rest[length..]))
            {
                return length + (2 * open);
            }
        }

        return rest.StartsWith("info: ") && rest.Contains('[') ? 4 : 0;

        // "ERROR   module" or "INFO [main] …", not the first word of a sentence.
        static bool IsSpaced(ReadOnlySpan<char> rest) => rest.StartsWith("  ") || rest.TrimStart() is ['[' or '(' or '-' or >= '0' and <= '9', ..] || rest.IndexOf(": ") is > 0 and < 50;
    }

    // Hours, minutes and seconds, or six digits of them after six of a date.
    private static int TimeAt(ReadOnlySpan<char> body)
    {
        int last = Math.Min(body.Length - 8, LatestTime);
        for (int i = 0; i <= last; i++)
        {
            if (char.IsAsciiDigit(body[i]) && char.IsAsciiDigit(body[i + 1]) && body[i + 2] == ':' && char.IsAsciiDigit(body[i + 3]) && char.IsAsciiDigit(body[i + 4])
                && body[i + 5] is ':' or '.' && char.IsAsciiDigit(body[i + 6]) && char.IsAsciiDigit(body[i + 7]) && (i == 0 || !char.IsAsciiDigit(body[i - 1])))
            {
                return i;
            }
        }

        return body.Length > 16 && body[6] == ' ' && body[13] == ' ' && AllDigits(body[..6]) && AllDigits(body[7..13]) ? 0 : -1;
    }

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> text) => text.IndexOf(' ') is > 0 and int end ? text[..end] : text;

    private static bool AllDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>Whether what stands before a time is a date, an address or a level and no words.</summary>
    private static bool IsStampPrefix(ReadOnlySpan<char> prefix)
    {
        // Web servers write the client and its user first, and the date in brackets.
        if (prefix.IndexOf('[') is > 0 and int bracket && prefix[bracket..].Contains('/') && prefix[..bracket].Contains(" - ", StringComparison.Ordinal))
        {
            return true;
        }

        int i = 0;
        while (i < prefix.Length)
        {
            if (!char.IsLetter(prefix[i]))
            {
                i++;
                continue;
            }

            int start = i;
            while (i < prefix.Length && char.IsLetter(prefix[i]))
            {
                i++;
            }

            if (!IsOneOf(prefix[start..i], s_dateWords) && !IsOneOf(prefix[start..i], s_levels) && prefix[0] != '[')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOneOf(ReadOnlySpan<char> word, string[] words)
    {
        foreach (string candidate in words)
        {
            if (word.SequenceEqual(candidate))
            {
                return true;
            }
        }

        return false;
    }
}
