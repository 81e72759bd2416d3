using System.Globalization;
using System.Text;
using System.Xml;

namespace Pith.Content.Output;

/// <summary>Writes test results in TRX, the XML of Visual Studio and <c>dotnet test</c>, as a short text: failures whole, the rest as counts.</summary>
/// <remarks>The text has the forms in which Microsoft.Testing.Platform reports, so <c>logs</c> takes it for what it is.</remarks>
public static class TestResultsReport
{
    private const string Namespace = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
    private const int Looked = 4_096;

    /// <summary>Whether a text begins as TRX does.</summary>
    /// <param name="text">A text, or its first characters.</param>
    public static bool IsTestResults(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> start = text[..Math.Min(text.Length, Looked)];
        return start.TrimStart('\uFEFF').TrimStart() is ['<', ..] && start.Contains("<TestRun", StringComparison.Ordinal) && start.Contains(Namespace, StringComparison.Ordinal);
    }

    /// <summary>Reads a file of results to its end.</summary>
    /// <param name="reader">The XML.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <returns>The report, with line feeds: failed tests with message and stack (runs of library frames as a count), tests that did not run, passed ones by class, and the summary.</returns>
    /// <exception cref="InvalidDataException">No XML, or not of test results.</exception>
    public static string Read(TextReader reader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreWhitespace = true, CheckCharacters = false };
        using var xml = XmlReader.Create(reader, settings);
        try
        {
            if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "TestRun" || xml.NamespaceURI != Namespace)
            {
                throw new InvalidDataException("it has no test results (TestRun)");
            }

            var report = new Results();
            while (xml.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                report.Take(xml);
            }

            return report.Write();
        }
        catch (XmlException e)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the XML is damaged at line {e.LineNumber}"), e);
        }
    }

    private sealed class Results
    {
        private readonly StringBuilder _failed = new();
        private readonly StringBuilder _others = new();
        private readonly SortedDictionary<string, (int Count, TimeSpan Time)> _passed = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> _outcomes = new(StringComparer.Ordinal);
        private TimeSpan? _duration;
        private TimeSpan _sum;

        internal void Take(XmlReader xml)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "Times")
            {
                bool both = DateTimeOffset.TryParse(xml.GetAttribute("start"), CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset start) & DateTimeOffset.TryParse(xml.GetAttribute("finish"), CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset finish);
                _duration = both && finish >= start ? finish - start : null;
            }
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName is "UnitTestResult" or "GenericTestResult" or "TestResultAggregation")
            {
                Result(xml);
            }
        }

        private void Result(XmlReader xml)
        {
            string name = xml.GetAttribute("testName") ?? "(no name)";
            string outcome = xml.GetAttribute("outcome") ?? "Error";
            TimeSpan time = TimeSpan.TryParse(xml.GetAttribute("duration"), CultureInfo.InvariantCulture, out TimeSpan t) ? t : TimeSpan.Zero;
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
            _sum += time;
            if (outcome is "Passed" or "Completed")
            {
                string type = ClassOf(name);
                (int count, TimeSpan sum) = _passed.GetValueOrDefault(type);
                _passed[type] = (count + 1, sum + time);
                return;
            }

            Details details = xml.IsEmptyElement ? default : Details.Of(xml);
            if (outcome is "NotExecuted" or "Inconclusive" or "NotRunnable" or "Pending" or "Disconnected" or "Warning")
            {
                _others.Append(CultureInfo.InvariantCulture, $"skipped {name}\n");
                Indent(_others, details.Message, "  ");
                return;
            }

            _failed.Append(CultureInfo.InvariantCulture, $"failed {name} ({Time(time)})\n");
            Indent(_failed, details.Message, "  ");
            Stack(_failed, details.Stack);
            Output(_failed, "Standard output", details.Output);
            Output(_failed, "Error output", details.Error);
        }

        internal string Write()
        {
            int all = _outcomes.Values.Sum();
            int passed = _passed.Values.Sum(p => p.Count);
            int skipped = _outcomes.GetValueOrDefault("NotExecuted") + _outcomes.GetValueOrDefault("Inconclusive") + _outcomes.GetValueOrDefault("NotRunnable") + _outcomes.GetValueOrDefault("Pending") + _outcomes.GetValueOrDefault("Disconnected") + _outcomes.GetValueOrDefault("Warning");
            int failed = all - passed - skipped;
            var report = new StringBuilder();
            report.Append(_failed).Append(_others);
            foreach ((string type, (int count, TimeSpan time)) in _passed)
            {
                report.Append(CultureInfo.InvariantCulture, $"passed {type}: {count} test{(count == 1 ? "" : "s")} ({Time(time)})\n");
            }

            report.Append(CultureInfo.InvariantCulture, $"\nTest run summary: {(failed > 0 ? "Failed!" : all == 0 ? "Zero tests ran" : "Passed!")}\n  total: {all}\n  failed: {failed}\n  succeeded: {passed}\n  skipped: {skipped}\n  duration: {Time(_duration ?? _sum)}\n");
            return report.ToString();
        }

        private static void Output(StringBuilder report, string title, string? text)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                report.Append("  ").Append(title).Append('\n');
                Indent(report, text, "    ");
            }
        }

        private static void Indent(StringBuilder report, string? text, string indent)
        {
            foreach (ReadOnlySpan<char> line in (text ?? "").AsSpan().Trim("\r\n").EnumerateLines())
            {
                ReadOnlySpan<char> written = line.TrimEnd();
                if (text is { Length: > 0 })
                {
                    report.Append(written.IsEmpty ? "" : indent).Append(written).Append('\n');
                }
            }
        }

        private static void Stack(StringBuilder report, string? stack)
        {
            int library = 0;
            foreach (ReadOnlySpan<char> line in (stack ?? "").AsSpan().EnumerateLines())
            {
                ReadOnlySpan<char> frame = line.Trim();
                if (frame.IsEmpty)
                {
                    continue;
                }

                if (StackFrames.Of(frame) == FrameKind.Library)
                {
                    library++;
                    continue;
                }

                Libraries(report, ref library);
                report.Append("    ").Append(frame).Append('\n');
            }

            Libraries(report, ref library);
        }

        private static void Libraries(StringBuilder report, ref int count)
        {
            if (count > 0)
            {
                report.Append(CultureInfo.InvariantCulture, $"    ... {count} library frame{(count == 1 ? "" : "s")}\n");
                count = 0;
            }
        }

        // What stands before the last dot that no argument of the test has.
        private static string ClassOf(string name)
        {
            int end = name.IndexOf('(', StringComparison.Ordinal);
            int dot = (end < 0 ? name : name[..end]).LastIndexOf('.');
            return dot > 0 ? name[..dot] : "(no class)";
        }

        private static string Time(TimeSpan time) => time.TotalSeconds < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0}ms")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0}s");
    }

    private readonly record struct Details(string? Message, string? Stack, string? Output, string? Error)
    {
        internal static Details Of(XmlReader xml)
        {
            Details details = default;
            int depth = xml.Depth;
            xml.Read();
            while (xml.Depth > depth)
            {
                // Reading the content of an element moves past its end.
                switch (xml.NodeType == XmlNodeType.Element ? xml.LocalName : "")
                {
                    case "Message" when details.Message is null:
                        details = details with { Message = xml.ReadElementContentAsString() };
                        break;
                    case "StackTrace" when details.Stack is null:
                        details = details with { Stack = xml.ReadElementContentAsString() };
                        break;
                    case "StdOut" when details.Output is null:
                        details = details with { Output = xml.ReadElementContentAsString() };
                        break;
                    case "StdErr" when details.Error is null:
                        details = details with { Error = xml.ReadElementContentAsString() };
                        break;
                    default:
                        xml.Read();
                        break;
                }
            }

            return details;
        }
    }
}
