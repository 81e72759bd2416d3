using System.Buffers;

namespace Pith.Content.Output;

/// <summary>Reads what single lines say, by the forms that compilers, package managers, test runners and CI services write.</summary>
internal static class LogSignals
{
    private static readonly string[] s_errorForms =
    [
        "error: ", "error[", "error cs", "error ts", "error msb", "error nu", "error fs", "error lnk", " error :", "[error]", "[fatal]", "##[error", "::error", "fatal:", "fatal error", "fatal exception",
        "npm err!", "panic:", "panicked at", "traceback (most", "exception in thread", "caused by:", "caused by ", "assertionerror", "assertion failed", "assertion `", "segmentation fault", "core dumped",
        "undefined reference", "command not found", "no such file or directory", "no such module", "build failed", "build failure", "compilation failed", "compilation error", "syntax error",
        "<<< failure", "<<< error", "--- fail", "unhandled exception", "uncaught exception", "out of memory", "no rule to make target", "not ok ", "failed:", "failed!", "... failed", "[failed]",
        "does not exist", "could not find", "could not resolve", "could not read", "cannot find", "can't find", "permission denied", "connection refused", "unresolved dependency",
        "failed to ", "test failed", "tests failed", "is not a member", "not a valid", "| error |", "invalid argument", "level=error", "level=fatal", "\"level\":\"error\"", "... failed", "error loading", "error while",
        "stopping the build", ": failed", "should be", "expected:", "but was:", "unrecognized option", "unknown option", "unbound variable", "timed out", "error -> ", "no output has been received",
    ];


    private static readonly SearchValues<char> s_marks = SearchValues.Create("❌✗✘✖⨯");

    // Seldom about anything that went wrong unless they stand alone.
    private static readonly string[] s_hintForms =
    [
        "error", "fail", "fatal", "exception", "critical", "severe", "panic", "abort", "crash", "denied", "invalid", "undefined", "undeclared", "unexpected", "missing", "cannot", "can't", "couldn't", "can not", "could not",
        "unable", "refused", "timeout", "not found", "no such", "broken", "conflict", "violation", "expect", "mismatch", "unsatisfied", "killed", "corrupt", "rejected", "not available", "not installed", "unavailable", "bad ", "dubious",
        "unknown", "incompatible", "unsupported", "not supported", "too many", "too long", "deadlock", "leak", "overflow", "not allowed", "must be", "must not", "must have", "lint", "offense", "differ",
    ];

    private static readonly string[] s_exits = ["exit code", "exit status", "exited with code", "exited with", "exit value", "returned a non-zero code", "returned error code"];

    private static readonly SearchValues<string> s_errors = SearchValues.Create(s_errorForms, StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> s_hints = SearchValues.Create(s_hintForms, StringComparison.OrdinalIgnoreCase);
    private static readonly WordGate s_gate = new([.. s_errorForms, .. s_hintForms, .. s_exits, "warn", "deprecat"]);


    private static readonly string[] s_noise =
    [
        "travis_fold:", "travis_time:", "Get:", "Hit:", "Hit ", "Ign:", "Ign ", "Get ", "Fetched ", "Reading package lists", "Reading state", "Building dependency tree", "Selecting previously", "Preparing to unpack", "(Reading database",
        "Unpacking ", "Setting up ", "Processing triggers", "Need to get", "After this operation", "Downloading", "Downloaded ", "Download ", "Collecting ", "Requirement already", "Using cached", "Installing collected",
        "Installing ", "Installed ", "Fetching ", "Using ", "Updating ", "Cloning into", "remote: ", "Receiving objects", "Resolving deltas", "Unpacking objects", "Checking out files", "Compressing objects", "Counting objects",
        "npm http", "npm WARN", "npm info", "npm sill", "npm verb", "npm timing", "export ", "declare -x", "Compiling ", "Checking connectivity", "Already up", "Restored ", "Determining projects", "Resolving ", "Saving ", "Saved ",
        "[INFO] Download", "Progress ", "Pulling ", "Digest: ", "Status: Downloaded", "Extracting", "Pull complete", "Waiting", "Verifying Checksum", "Successfully installed", "Stored in directory", "Building wheel", "##[section",
        "Entering directory", "Leaving directory", "adding: ", "inflating: ", "creating: ", "extracting: ", "x ", "cp ", "mkdir ", "install ", "creating ", "copying ", "% Total", "Dload", "HTTP request sent", "Length: ", "Connecting to",
    ];

    private static readonly string[] s_passed =
    [
        "ok ", "ok\t", "PASS", "✓", "✔", "√", "[ OK ]", "[       OK", "[ RUN", "[PASS", "--- PASS", "=== RUN", "Passed ", "passed ", "?   ", "a "
    ];

    private static readonly string[] s_headers =
    [
        "Failures:", "Failed tests:", "Failed Tests", "Results :", "FAILED TESTS", "There was 1 ", "There were ", "short test summary", "Tests in error", "Failed examples", "Summary of all failing", "● ", "FAIL ", "FAIL: ", "FAIL\t", "ERROR: test",
    ];

    /// <summary>What a line says; it is given without escape sequences.</summary>
    internal static LogSignal Of(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> rest = AfterTime(line).Trim();
        if (rest.IsEmpty)
        {
            return LogSignal.Plain;
        }

        if (IsCommand(rest))
        {
            return LogSignal.Command;
        }

        if (LogResults.Of(rest) is { } result)
        {
            return result;
        }

        if (rest.StartsWith("The command \"", StringComparison.Ordinal) || rest.StartsWith("Done. Your build exited with ", StringComparison.Ordinal))
        {
            return rest.Contains("exited with 0", StringComparison.Ordinal) ? LogSignal.Succeeded
                : rest.Contains(" exited with ", StringComparison.Ordinal) || rest.Contains(" failed", StringComparison.Ordinal) ? LogSignal.Failed : LogSignal.Plain;
        }

        bool says = s_gate.MayPass(rest);
        if (says ? IsFailed(rest) : IsBroken(rest))
        {
            return LogSignal.Failed;
        }

        FrameKind frame = StackFrames.Of(rest);
        if (frame != FrameKind.None)
        {
            return frame == FrameKind.Own ? LogSignal.Frame : LogSignal.LibraryFrame;
        }

        if (rest.StartsWith("travis_fold:start", StringComparison.Ordinal) || rest.StartsWith("##[group]", StringComparison.Ordinal) || rest.StartsWith("::group::", StringComparison.Ordinal) || rest.StartsWith("section_start:", StringComparison.Ordinal))
        {
            return LogSignal.FoldStart;
        }

        if (rest.StartsWith("travis_fold:end", StringComparison.Ordinal) || rest.StartsWith("##[endgroup]", StringComparison.Ordinal) || rest.StartsWith("::endgroup::", StringComparison.Ordinal) || rest.StartsWith("section_end:", StringComparison.Ordinal))
        {
            return LogSignal.FoldEnd;
        }

        bool noise = StartsWithAny(rest, s_noise) || IsBar(rest) || IsSetting(rest);
        if (rest.StartsWith("travis_", StringComparison.Ordinal))
        {
            return LogSignal.Noise;
        }

        if (IsHeader(rest))
        {
            return LogSignal.Header;
        }

        return Words(rest, noise, says);
    }

    private static LogSignal Words(ReadOnlySpan<char> line, bool noise, bool says)
    {
        bool passed = StartsWithAny(line, s_passed) || line.EndsWith("... ok", StringComparison.OrdinalIgnoreCase) || line.EndsWith(" OK", StringComparison.Ordinal) || line.EndsWith("PASSED", StringComparison.Ordinal);
        if (says && CountedFailures(line))
        {
            return LogSignal.Summary;
        }

        if (!passed && (line.ContainsAny(s_marks) || line.StartsWith("** (", StringComparison.Ordinal) || (says && Finds(line, s_errors, s_bare))))
        {
            return noise ? LogSignal.Hint : LogSignal.Error;
        }

        if (passed)
        {
            return LogSignal.Passed;
        }

        if (noise)
        {
            return LogSignal.Noise;
        }

        if (!says)
        {
            return IsAssertion(line) ? LogSignal.Error : StartsWithPlace(line) ? LogSignal.Hint : LogSignal.Plain;
        }

        if (line.Contains("warn", StringComparison.OrdinalIgnoreCase) || line.Contains("deprecat", StringComparison.OrdinalIgnoreCase))
        {
            return LogSignal.Warning;
        }

        return IsAssertion(line) ? LogSignal.Error : StartsWithPlace(line) || Finds(line, s_hints, s_inner) ? LogSignal.Hint : LogSignal.Plain;
    }

    private static readonly SearchValues<char> s_inner = SearchValues.Create("-_./\\");
    private static readonly SearchValues<char> s_bare = SearchValues.Create("_/\\");

    // A word within an identifier, a path or a count of nothing is no failure.
    private static bool Finds(ReadOnlySpan<char> line, SearchValues<string> words, SearchValues<char> inner)
    {
        for (int from = 0; from < line.Length;)
        {
            int at = line[from..].IndexOfAny(words);
            if (at < 0)
            {
                return false;
            }

            at += from;
            int end = at + 1;
            while (end < line.Length && char.IsAsciiLetter(line[end]))
            {
                end++;
            }

            bool camel = at > 0 && char.IsUpper(line[at]) && char.IsAsciiLetterLower(line[at - 1]);
            bool joined = at > 0 && char.IsAsciiLetter(line[at]) && !camel && (char.IsLetterOrDigit(line[at - 1]) || inner.Contains(line[at - 1]));
            bool continues = end < line.Length - 1 && char.IsAsciiLetter(line[at]) && inner.Contains(line[end]) && char.IsLetterOrDigit(line[end + 1]);
            if (!joined && !continues && !IsNone(line, at, end))
            {
                return true;
            }

            from = Math.Max(end, at + 1);
        }

        return false;
    }

    private static bool IsNone(ReadOnlySpan<char> line, int at, int end)
    {
        ReadOnlySpan<char> before = line[..at].TrimEnd();
        if ((before.EndsWith("0", StringComparison.Ordinal) && (before.Length == 1 || !char.IsAsciiDigit(before[^2]))) || before.EndsWith(" no", StringComparison.OrdinalIgnoreCase) || before.Equals("no", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        ReadOnlySpan<char> after = line[end..].TrimStart(":= ");
        return after.Length > 0 && after[0] == '0' && (after.Length == 1 || !char.IsLetterOrDigit(after[1])) && line[at..end].IndexOfAny("eE") >= 0 && end < line.Length && line[end] is ':' or '=';
    }

    // "3 failed", "failures=1", "Failed: 2", "1 error": in a line of several counts, or alone.
    private static bool CountedFailures(ReadOnlySpan<char> line)
    {
        if (line.Length > 300 || !line.ContainsAnyInRange('1', '9') || !(line.Contains("fail", StringComparison.OrdinalIgnoreCase) || line.Contains("error", StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] is not (>= '1' and <= '9') || (i > 0 && (char.IsLetterOrDigit(line[i - 1]) || line[i - 1] is '.' or '-' or '/')))
            {
                continue;
            }

            int end = i;
            while (end < line.Length && char.IsAsciiDigit(line[end]))
            {
                end++;
            }

            ReadOnlySpan<char> after = line[end..];
            ReadOnlySpan<char> before = line[..i].TrimEnd(":= ");
            if (IsCounted(after.TrimStart()) || ((line.Contains("test", StringComparison.OrdinalIgnoreCase) || line.Contains("passed", StringComparison.OrdinalIgnoreCase) || line.Contains('=')) && EndsCounted(before) && i > before.Length))
            {
                return true;
            }

            i = end - 1;
        }

        return false;
    }

    private static bool IsCounted(ReadOnlySpan<char> text) =>
        text.StartsWith("fail", StringComparison.OrdinalIgnoreCase) || text.StartsWith("error(s)", StringComparison.OrdinalIgnoreCase) || text.StartsWith("errors", StringComparison.OrdinalIgnoreCase) || text is "error" || text.StartsWith("error ", StringComparison.OrdinalIgnoreCase) ||
        text.StartsWith("previous error", StringComparison.OrdinalIgnoreCase) || text.StartsWith("tests failed", StringComparison.OrdinalIgnoreCase) || text.StartsWith("test failed", StringComparison.OrdinalIgnoreCase);

    private static bool EndsCounted(ReadOnlySpan<char> text) =>
        text.EndsWith("failures", StringComparison.OrdinalIgnoreCase) || text.EndsWith("failed", StringComparison.OrdinalIgnoreCase) || text.EndsWith("errors", StringComparison.OrdinalIgnoreCase);

    private static bool IsFailed(ReadOnlySpan<char> line)
    {
        if (IsBroken(line))
        {
            return true;
        }

        foreach (string form in s_exits)
        {
            int at = line.IndexOf(form, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && line[(at + form.Length)..].TrimStart(" :=") is [not '0' and >= '1' and <= '9' or '-', ..])
            {
                return true;
            }
        }

        return line.StartsWith("ERROR: Job failed", StringComparison.Ordinal) || line.StartsWith("error Command failed", StringComparison.Ordinal) || line.StartsWith("npm ERR! code ELIFECYCLE", StringComparison.Ordinal) ||
            line.Contains("BUILD FAIL", StringComparison.Ordinal) || line.StartsWith("** BUILD", StringComparison.Ordinal) || line.StartsWith("error: build failed", StringComparison.Ordinal) || line.StartsWith("Build FAILED", StringComparison.Ordinal);
    }

    // make: *** No rule to make target
    private static bool IsBroken(ReadOnlySpan<char> line) => line[0] == 'm' && line.StartsWith("make", StringComparison.Ordinal) && line.Contains("***", StringComparison.Ordinal);

    private static bool IsHeader(ReadOnlySpan<char> line)
    {
        if (line.Length > 8 && line[0] is '=' or '-' or '_' && line[^1] == line[0] && line[1] == line[0])
        {
            return line.EndsWith(" stdout ----", StringComparison.Ordinal) || line.Contains("FAIL", StringComparison.OrdinalIgnoreCase) || line.Contains("ERROR", StringComparison.OrdinalIgnoreCase) || line.Contains("_ test", StringComparison.Ordinal);
        }

        return StartsWithAny(line, s_headers);
    }

    // pytest's "E   ", rustc's and node's carets.
    private static bool IsAssertion(ReadOnlySpan<char> line) => line.StartsWith("E  ", StringComparison.Ordinal);

    private static bool IsCommand(ReadOnlySpan<char> line) =>
        line.StartsWith("$ ", StringComparison.Ordinal) || line.StartsWith("##[group]Run ", StringComparison.Ordinal) || line.StartsWith("##[command]", StringComparison.Ordinal) ||
        (line.StartsWith("Step ", StringComparison.Ordinal) && line.Length > 6 && char.IsAsciiDigit(line[5]) && line.Contains(" : ", StringComparison.Ordinal));

    // path.ext:12: or path.ext(12,3):
    private static bool StartsWithPlace(ReadOnlySpan<char> line)
    {
        int at = line.IndexOfAny(":( ");
        if (at < 3 || line[at] == ' ' || at > line.Length - 3 || !char.IsAsciiDigit(line[at + 1]) || line[..at].IndexOfAny("./") < 0)
        {
            return false;
        }

        int end = at + 1;
        while (end < line.Length && (char.IsAsciiDigit(line[end]) || line[end] == ','))
        {
            end++;
        }

        return end < line.Length && line[end] is ':' or ')' && line[..at].ContainsAnyExcept(s_figures);
    }

    // NAME=value
    private static bool IsSetting(ReadOnlySpan<char> line)
    {
        int at = line.IndexOf('=');
        return at > 1 && !line[..at].ContainsAnyExcept(s_names) && !line.Contains("fail", StringComparison.OrdinalIgnoreCase);
    }

    private static readonly SearchValues<char> s_names = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    private static readonly SearchValues<char> s_figures = SearchValues.Create("0123456789.:");
    private static readonly SearchValues<char> s_time = SearchValues.Create("0123456789:.-/TZ+,[]");
    private static readonly SearchValues<char> s_bar = SearchValues.Create("=#>.-█▉▊▋▌▍▎▏▓▒░|[]%0123456789:/\\ ()kMGKBsi,");

    private static bool IsBar(ReadOnlySpan<char> line) => !line.ContainsAnyExcept(s_bar) && (line.Contains('%') || line.Length > 12);

    /// <summary>A line without times and dates before it.</summary>
    internal static ReadOnlySpan<char> AfterTime(ReadOnlySpan<char> line)
    {
        for (int round = 0; round < 2; round++)
        {
            ReadOnlySpan<char> rest = line.TrimStart();
            int end = rest.IndexOf(' ');
            if (end < 5 || !(char.IsAsciiDigit(rest[0]) || (rest[0] == '[' && char.IsAsciiDigit(rest[1]))) || rest[..end].ContainsAnyExcept(s_time))
            {
                break;
            }

            line = rest[(end + 1)..];
        }

        return line;
    }

    private static bool StartsWithAny(ReadOnlySpan<char> line, string[] prefixes)
    {
        foreach (string prefix in prefixes)
        {
            if (prefix[0] == line[0] && line.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
