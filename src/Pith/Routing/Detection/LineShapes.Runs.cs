using System.Buffers;

namespace Pith.Routing.Detection;

internal static partial class LineShapes
{
    // What nobody but a test runner or a compiler writes at the start of a line, whatever follows.
    private static readonly string[] s_verdictHeads =
    [
        "Running tests from ", "Test run summary: ", "Test run completed with ", "Test Run Failed.", "Test Run Successful.", "Passed!  - Failed:", "Failed!  - Failed:",
        "[       OK ]", "[  FAILED  ]", "[ RUN      ]", "[  PASSED  ]", "[==========]", "[----------]", "test result: ", "TAP version ", "not ok ", "=== RUN ", "--- FAIL: ", "--- PASS: ", "--- SKIP: ", "ok  \t", "FAIL\t",
        "Tests run: ", "[ERROR] Tests run: ", "[INFO] Tests run: ", "[INFO] BUILD ", "[ERROR] Failed to execute goal", "Test Suites: ", "Test Files  ", "Build FAILED.", "Build succeeded", "Build failed with ", "Restore complete (", "Time Elapsed 0",
        "error[E", "error: could not compile", "error: test failed", "error: aborting due to", "npm ERR! ", "npm error ", "BUILD FAILED in ", "BUILD SUCCESSFUL in ", "FAILURE: Build failed",
    ];

    private static readonly PrefixTable<bool> s_verdictStarts = new(s_verdictHeads.Select(h => (h, true)));

    private static readonly string[] s_results = ["passed ", "failed ", "skipped ", "Passed ", "Failed ", "Skipped "];

    private static readonly string[] s_counts = ["total: ", "failed: ", "succeeded: ", "skipped: ", "duration: ", "errors: ", "retried: "];

    private static readonly SearchValues<char> s_duration = SearchValues.Create("0123456789.,mhs <");

    private static readonly string[] s_runWords = ["passed", "failed", "skipped", "error", "errors", "no tests ran"];

    /// <summary>Whether a line says how a test or a build came out, in a form of its own.</summary>
    private static bool IsVerdict(ReadOnlySpan<char> body)
    {
        foreach ((string head, _) in s_verdictStarts.Candidates(body))
        {
            if (body.StartsWith(head))
            {
                return true;
            }
        }

        return body[0] switch
        {
            'p' or 'f' or 's' or 'P' or 'F' or 'S' when StartsWithOneOf(body, s_results) => EndsWithDuration(body) || body.Count(' ') == 1 && body.Contains('.') && body[^1] != '.',
            't' when body.StartsWith("test ") => body.EndsWith(" ... ok") || body.EndsWith(" ... FAILED") || body.EndsWith(" ... ignored"),
            'o' when body.StartsWith("ok ") => body.Length > 6 && char.IsAsciiDigit(body[3]) && body.Contains(" - ", StringComparison.Ordinal),
            'm' when body.StartsWith("make") => body.Contains(": *** ", StringComparison.Ordinal),
            'F' or 'E' when body.StartsWith("FAILED ") || body.StartsWith("ERROR ") => body.Contains("::", StringComparison.Ordinal),
            '=' => body.Length > 10 && body[^1] == '=' && body.Contains(" in ", StringComparison.Ordinal) && body.ContainsAnyInRange('0', '9') && ContainsOneOf(body, s_runWords),
            '✓' or '✔' or '✗' or '✘' or '✕' or '×' or '√' or '✖' => EndsWithDuration(body),
            >= '0' and <= '9' => body.EndsWith(" Error(s)") || body.EndsWith(" Warning(s)"),
            '[' when body.Length > 6 => body[1] is '✓' or '+' && body.Contains("/x", StringComparison.Ordinal),
            _ => false,
        }
        || body[^1] == ')' && EndsWithDuration(body) && (body.Contains("(net", StringComparison.Ordinal) || body.Contains(" net", StringComparison.Ordinal)) && (body.Contains(" passed", StringComparison.Ordinal) || body.Contains(" failed", StringComparison.Ordinal) || body.Contains(" succeeded", StringComparison.Ordinal));
    }

    /// <summary>A count below a summary, a duration that a progress display wrote, or where a result is from.</summary>
    private static bool IsOfRun(ReadOnlySpan<char> body)
        => StartsWithOneOf(body, s_counts) && char.IsAsciiDigit(body[(body.IndexOf(' ') + 1)..] is [var first, ..] ? first : ' ')
            || body[0] == '(' && EndsWithDuration(body) && body.Length < 16
            || body.StartsWith("from ") && body[^1] == ')' && body.Contains("(net", StringComparison.Ordinal)
            || body.StartsWith("Exit code: ")
            || body.StartsWith("Assert.") && body.Contains("() Failure", StringComparison.Ordinal)
            || body.StartsWith("Expected: ") || body.StartsWith("Actual: ") || body.StartsWith("Actual:   ");

    // "(12ms)", "(1s 547ms)", "[12 ms]", "(3.4s)", "[< 1 ms]"
    private static bool EndsWithDuration(ReadOnlySpan<char> body)
    {
        if (body.Length < 4 || body[^1] is not (')' or ']'))
        {
            return false;
        }

        int open = body.LastIndexOfAny('(', '[');
        ReadOnlySpan<char> inner = open < 0 ? [] : body[(open + 1)..^1];
        return inner.Length is >= 2 and <= 16 && inner[^1] == 's' && !inner.ContainsAnyExcept(s_duration) && inner.ContainsAnyInRange('0', '9');
    }

    private static bool StartsWithOneOf(ReadOnlySpan<char> body, string[] heads)
    {
        foreach (string head in heads)
        {
            if (body[0] == head[0] && body.StartsWith(head))
            {
                return true;
            }
        }

        return false;
    }

    private static bool ContainsOneOf(ReadOnlySpan<char> body, string[] words)
    {
        foreach (string word in words)
        {
            if (body.Contains(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The source that a compiler shows below a message: "   12 | let x", "      |     ^^^".</summary>
    internal static bool IsShownSource(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> body = line.TrimStart();
        int digits = CountDigits(body);
        ReadOnlySpan<char> rest = body[digits..].TrimStart(' ');
        return rest is ['|'] or ['|', ' ', ..] && digits < 7 && body.Length < line.Length + (digits > 0 ? 1 : 0) || body.StartsWith("--> ") || body.StartsWith("= note: ") || body.StartsWith("= help: ");
    }
}
