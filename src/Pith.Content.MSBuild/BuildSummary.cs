using System.Globalization;
using System.Text;
using Microsoft.Build.Framework;

namespace Pith.Content.MSBuild;

/// <summary>What is kept of the events of a build.</summary>
internal sealed class BuildSummary
{
    private static readonly TimeSpan s_worthNaming = TimeSpan.FromMilliseconds(10);

    private readonly Dictionary<string, int> _errors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _warnings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Work> _projects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Work> _targets = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Node, int Project, int Target), DateTime> _open = [];
    private DateTime _start;
    private BuildFinishedEventArgs? _end;

    internal bool IsStarted { get; private set; }

    internal bool IsComplete => _end is not null;

    internal void Take(BuildEventArgs? args)
    {
        switch (args)
        {
            case BuildStartedEventArgs started when !IsStarted:
                (_start, IsStarted) = (started.Timestamp, true);
                break;
            case BuildFinishedEventArgs finished:
                _end = finished;
                break;
            case BuildErrorEventArgs e:
                Count(_errors, Diagnostic("error", e.File, e.LineNumber, e.ColumnNumber, e.Code, e.Message, e.ProjectFile));
                break;
            case BuildWarningEventArgs w:
                Count(_warnings, Diagnostic("warning", w.File, w.LineNumber, w.ColumnNumber, w.Code, w.Message, w.ProjectFile));
                break;
            case ProjectStartedEventArgs p:
                _open[KeyOf(p, isTarget: false)] = p.Timestamp;
                break;
            case ProjectFinishedEventArgs p:
                Finish(_projects, p.ProjectFile, KeyOf(p, isTarget: false), p.Timestamp, p.Succeeded);
                break;
            case TargetStartedEventArgs t:
                _open[KeyOf(t, isTarget: true)] = t.Timestamp;
                break;
            case TargetFinishedEventArgs t:
                Finish(_targets, t.TargetName, KeyOf(t, isTarget: true), t.Timestamp, t.Succeeded);
                break;
        }
    }

    /// <summary>The report, in the forms of MSBuild's console output.</summary>
    internal string Write()
    {
        var report = new StringBuilder();
        report.Append(_end!.Succeeded ? "Build succeeded.\n\n" : "Build FAILED.\n\n");
        Write(report, _errors);
        Write(report, _warnings);
        report.Append(CultureInfo.InvariantCulture, $"    {_warnings.Values.Sum()} Warning(s)\n    {_errors.Values.Sum()} Error(s)\n\nTime Elapsed {_end.Timestamp - _start:hh\\:mm\\:ss\\.ff}\n");
        Write(report, "Projects", _projects);
        Write(report, "Targets (times include what a target calls)", _targets);
        return report.ToString();
    }

    private static void Write(StringBuilder report, Dictionary<string, int> diagnostics)
    {
        foreach ((string text, int count) in diagnostics)
        {
            report.Append(text).Append(count > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({count} times)\n") : "\n");
        }

        report.Append(diagnostics.Count > 0 ? "\n" : "");
    }

    private static void Write(StringBuilder report, string title, Dictionary<string, Work> all)
    {
        report.Append(CultureInfo.InvariantCulture, $"\n{title}: {all.Count}\n");
        Work others = default;
        int skipped = 0;
        foreach ((string name, Work work) in all.OrderByDescending(w => w.Value.Failed > 0).ThenByDescending(w => w.Value.Time).ThenBy(w => w.Key, StringComparer.Ordinal))
        {
            if (work.Failed == 0 && work.Time < s_worthNaming)
            {
                others = new Work(others.Count + work.Count, 0, others.Time + work.Time);
                skipped++;
                continue;
            }

            report.Append(CultureInfo.InvariantCulture, $"  {name}: {work}\n");
        }

        report.Append(skipped > 0 ? string.Create(CultureInfo.InvariantCulture, $"  {skipped} others: {others}\n") : "");
    }

    private static string Diagnostic(string kind, string? file, int line, int column, string? code, string? message, string? project)
    {
        var text = new StringBuilder();
        text.Append(string.IsNullOrEmpty(file) ? "MSBUILD" : file);
        if (line > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"({line},{column})");
        }

        text.Append(CultureInfo.InvariantCulture, $": {kind} {code}: {message?.ReplaceLineEndings("\n    ").TrimEnd()}");
        return (string.IsNullOrEmpty(project) ? text : text.Append(CultureInfo.InvariantCulture, $" [{project}]")).ToString();
    }

    private static void Count(Dictionary<string, int> all, string text) => all[text] = all.GetValueOrDefault(text) + 1;

    private static (int Node, int Project, int Target) KeyOf(BuildEventArgs args, bool isTarget)
        => (args.BuildEventContext?.NodeId ?? 0, args.BuildEventContext?.ProjectContextId ?? 0, isTarget ? args.BuildEventContext?.TargetId ?? 0 : int.MinValue);

    private void Finish(Dictionary<string, Work> all, string? name, (int Node, int Project, int Target) key, DateTime end, bool succeeded)
    {
        TimeSpan time = _open.Remove(key, out DateTime start) && end > start ? end - start : TimeSpan.Zero;
        Work before = all.GetValueOrDefault(name ?? "");
        all[name ?? ""] = new Work(before.Count + 1, before.Failed + (succeeded ? 0 : 1), before.Time + time);
    }

    private readonly record struct Work(int Count, int Failed, TimeSpan Time)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} run{(Count == 1 ? "" : "s")}{(Failed > 0 ? $", {Failed} failed" : "")}, {Time.TotalSeconds:0.00} s");
    }
}
