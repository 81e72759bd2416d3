namespace Pith.Routing.Detection;

internal static partial class LineShapes
{
    // What tools print at the start of a line. A word that also opens sentences stands with what follows it.
    private static readonly string[] s_buildStarts =
    [
        "$ ", "npm ", "npm ERR!", "npm WARN", "npm warn", "npm error", "yarn ", "added ", "removed ", "audited ", "changed ", "found 0 vulnerabilities", "up to date",
        "[1/", "[2/", "[3/", "[4/", "[5/", "success Saved", "info ", "warning ", "error ", "warning: ", "error: ", "error[", "Done in ", "✨",
        "Determining projects to restore", "Restored ", "All projects are up-to-date", "Build succeeded", "Build FAILED", "Build started", "Time Elapsed", "Test run for ", "Passed!", "Failed!", "Starting test execution",
        "A total of ", "Total tests", "Passed ", "Failed ", "Skipped ", "MSBUILD", "MSBuild ", "VSTest", "Microsoft (R)",
        "Compiling ", "Downloading ", "Downloaded ", "Downloading:", "Downloaded:", "Finished ", "Running ", "Doc-tests ", "Checking ", "Updating ", "Installing ", "Installed ", "Fetching ", "Fetched ", "Building ", "Linking ", "Copying ",
        "Collecting ", "Using cached", "Requirement already satisfied", "Successfully ", "Attempting uninstall", "Obtaining ", "Preparing metadata", "Preparing wheel", "Using ", "Cloning into", "Bundle complete", "Cached ",
        "test result:", "running ", "=== RUN", "=== PAUSE", "=== CONT", "--- PASS", "--- FAIL", "--- SKIP", "ok  \t", "ok      ", "FAIL", "PASS", "?   \t", "go: ", "collected ", "platform ", "rootdir:", "plugins:", "cachedir:",
        "=== ", "==== ", "===== ", "====== ", "======= ", "======== ", "========= ", "========== ", "=========== ", "============ ", "============= ", "make: ", "make[", "gcc ", "g++ ", "cc ", "clang ", "CC ", "CXX ", "LD ", "AR ", "ar ", "ld: ", "collect2:", "checking ", "configure: ", "config.status:", "-- The ", "-- Check ", "-- Looking ", "-- Found ", "-- Configuring ", "-- Generating ", "-- Build ", "-- Detecting ", "-- Performing ", "cmake ", "In file included from", "In function ",
        "[INFO] ", "[INFO]", "[WARNING] ", "[ERROR] ", "BUILD ", "Tests run:", "Running com.", "Running org.", "T E S T S", "Results :", "> Task ", "Task :", "Gradle ", "FAILURE:", "* What went wrong", "* Try:", "actionable tasks", "Starting a Gradle Daemon",
        "Get:", "Hit:", "Ign", "Hit ", "Get ", "Reading package lists", "Reading state information", "Building dependency tree", "Unpacking ", "Setting up ", "Preparing to unpack", "Selecting previously", "Processing triggers", "Need to get", "After this operation", "(Reading database", "0 upgraded", "The following ", "Suggested packages", "E: ", "W: ",
        "remote: ", "Receiving objects", "Resolving deltas", "Unpacking objects", "Counting objects", "Compressing objects", "From https://", " * [new", "* [new", "HEAD is now", "Switched to ", "Submodule ", "Entering '", "Enumerating objects",
        "travis_", "##[", "::group::", "::endgroup::", "::error", "::warning", "##vso", "Run ", "shell: ", "Requested labels", "Job defined at", "Current runner version", "Runner Image", "Post job cleanup", "Setting environment variables",
        "Step ", "Sending build context", "Successfully built", "Successfully tagged", "---> ", "Removing intermediate", "#1 ", "#2 ", "#3 ", "#4 ", "#5 ", "#6 ", "#7 ", "#8 ", "#9 ", "Digest: sha256", "Status: ", "Pulling from", "Using worker",
        "The command \"", "Done. Your build exited", "Build language", "Setting up build system", "Worker information", "Network availability", "exit code", "Process exited", "Process completed with exit code", "Error: Process completed",
        "Test Suites:", "Tests: ", "Tests:", "Snapshots:", "Time: ", "Ran all test suites", "Test Files ", "Test files ", "Duration ", "● ", "✓", "✔", "✗", "✘", "✕", "×", "√", "✖", "▸ ", "❯ ", "passing (", "failing",
        "Test Case '", "Test Suite '", "CompileC ", "CompileSwift ", "Ld ", "ProcessInfoPlistFile ", "CodeSign ", "Touch ", "Executed ", "Compile ", "compiling ", "cook - ", "rvm ", "webpack ", "asset ", "modules by path", "chunk ", "Hash: ", "Version: ",
        "short test summary", "FAILED ", "PASSED ", "ERROR ", "E   ", "tests/", "test_", "test ", "src/", "Warning: ", "WARNING: ", "note: ", "= note:", "= help:", "--> ", "help: ", "aborting due to", "could not compile",
        "Unable to find image", "Cloning ", "Already on", "Already up to date", "Everything up-to-date", "export ", "Resolving ", "Generating ", "Created ", "Creating ", "Adding ", "Loading ", "Writing ", "Found ",
    ];

    private static readonly PrefixTable<bool> s_builds = new(s_buildStarts.Where(s => s[0] < 128).Select(s => (s, true)));

    private static readonly string[] s_sections = ["travis_fold:", "travis_time:", "##[", "::group::", "::endgroup::", "##vso[", "##teamcity[", "section_start:", "section_end:"];

    private static readonly PrefixTable<bool> s_sectionStarts = new(s_sections.Select(s => (s, true)));

    private static bool IsSection(ReadOnlySpan<char> body)
    {
        // Some runners put the time before every line.
        ReadOnlySpan<char> rest = body.Length > 21 && body[10] == 'T' && body.IndexOf("Z ") is > 18 and < 32 and int zone ? body[(zone + 2)..] : body;
        foreach ((string section, _) in s_sectionStarts.Candidates(rest))
        {
            if (rest.StartsWith(section))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBuild(ReadOnlySpan<char> body)
    {
        if (body[0] is '✓' or '✔' or '✗' or '✘' or '✕' or '×' or '√' or '✖' or '●' or '▸' or '❯' or '✨')
        {
            return true;
        }

        // A package manager says which script of which package it runs.
        if (body.StartsWith("> "))
        {
            return body.Contains('@') || body.StartsWith("> Task ");
        }

        foreach ((string prefix, _) in s_builds.Candidates(body))
        {
            if (body.StartsWith(prefix))
            {
                // A sentence that begins like a message ends like a sentence.
                return !(char.IsAsciiLetterUpper(prefix[0]) && body.Length > 60 && body[^1] is '.' or '?' && body.Count(' ') > 8);
            }
        }

        return body.EndsWith(" ... ok") || body.EndsWith(" ... FAILED") || body.EndsWith(" PASSED") || body.EndsWith(" FAILED")
            || body.Contains("% [", StringComparison.Ordinal) && body[0] is '[' || body is ['[', ' ' or >= '0' and <= '9', ..] && body.IndexOf("%] ") is > 0 and < 6
            || body.EndsWith("%]") || body.Contains("): error ", StringComparison.Ordinal) || body.Contains("): warning ", StringComparison.Ordinal);
    }
}
