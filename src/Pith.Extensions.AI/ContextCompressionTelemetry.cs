using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Pith.Conversations;

namespace Pith.Extensions.AI;

/// <summary>Names of what is measured for each request, under the activity source and the meter <see cref="PithTelemetry.Name"/>. Texts are never recorded.</summary>
public static partial class ContextCompressionTelemetry
{
    /// <summary>Activity: one request's texts.</summary>
    public const string Activity = "compress conversation";

    /// <summary>Counter and tag: tokens of the texts that went out changed, before; those remembered from earlier requests included.</summary>
    public const string TokensBefore = "pith.tokens.before";

    /// <summary>Counter and tag: tokens of the same texts as they went out.</summary>
    public const string TokensAfter = "pith.tokens.after";

    /// <summary>Counter: texts, with <see cref="Method"/>, <see cref="Reason"/> and <see cref="Changed"/>.</summary>
    public const string Texts = "pith.texts";

    /// <summary>Histogram: seconds that a request waited.</summary>
    public const string Duration = "pith.conversation.duration";

    /// <summary>Tag: id of the method; of an activity all of them, with commas.</summary>
    public const string Method = "pith.method";

    /// <summary>Tag: reason code; of an activity all of them, with commas.</summary>
    public const string Reason = "pith.reason";

    /// <summary>Tag: whether the text went out changed; of an activity how many did.</summary>
    public const string Changed = "pith.changed";

    private static readonly ActivitySource s_activities = new(PithTelemetry.Name);
    private static readonly Meter s_meter = new(PithTelemetry.Name);
    private static readonly Counter<long> s_before = s_meter.CreateCounter<long>(TokensBefore, "{token}", "Tokens of changed texts before compression.");
    private static readonly Counter<long> s_after = s_meter.CreateCounter<long>(TokensAfter, "{token}", "Tokens of changed texts after compression.");
    private static readonly Counter<long> s_texts = s_meter.CreateCounter<long>(Texts, "{text}", "Texts of requests.");
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>(Duration, "s", "Time a request waited for compression.");

    internal static Activity? Start() => s_activities.StartActivity(Activity);

    internal static void Record(Activity? activity, ConversationResult result, ILogger logger)
    {
        foreach (var group in result.Outcomes.GroupBy(o => (o.Method, o.Reason, o.IsChanged)))
        {
            var method = new KeyValuePair<string, object?>(Method, group.Key.Method);
            s_texts.Add(group.Count(), method, new(Reason, group.Key.Reason.Name()), new(Changed, group.Key.IsChanged));
            if (group.Key.IsChanged)
            {
                s_before.Add(group.Sum(o => (long)o.TokensBefore), method);
                s_after.Add(group.Sum(o => (long)o.TokensAfter), method);
            }
        }

        s_duration.Record(result.Elapsed.TotalSeconds);
        int changed = result.Outcomes.Count(o => o.IsChanged);
        if (activity is not null)
        {
            activity.SetTag(TokensBefore, result.TokensBefore);
            activity.SetTag(TokensAfter, result.TokensAfter);
            activity.SetTag(Texts, result.Outcomes.Count);
            activity.SetTag(Changed, changed);
            activity.SetTag(Method, string.Join(',', result.Outcomes.Where(o => o.Method.Length > 0).Select(o => o.Method).Distinct().Order(StringComparer.Ordinal)));
            activity.SetTag(Reason, string.Join(',', result.Outcomes.Select(o => o.Reason.Name()).Distinct().Order(StringComparer.Ordinal)));
        }

        if (changed > 0)
        {
            LogCompressed(logger, changed, result.Outcomes.Count, result.TokensBefore, result.TokensAfter, result.Elapsed.TotalMilliseconds);
        }

        foreach (var group in result.Outcomes.Where(o => o.Reason is ReasonCode.TimedOut or ReasonCode.Fallback or ReasonCode.ModelMissing).GroupBy(o => o.Reason))
        {
            LogLeft(logger, group.Count(), group.Key.Text());
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "{Changed} of {Texts} texts are compressed: {Before} -> {After} tokens, {Milliseconds:0.0} ms.")]
    private static partial void LogCompressed(ILogger logger, int changed, int texts, int before, int after, double milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "{Texts} texts go as they are: {Reason}.")]
    private static partial void LogLeft(ILogger logger, int texts, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{What} failed with {Exception}; what it was for goes as it is.")]
    internal static partial void LogFailed(ILogger logger, string what, string exception);

    [LoggerMessage(4, LogLevel.Error, "The options of profile '{Profile}' changed and can't be used; those from before stay. {Failures}")]
    internal static partial void LogInvalid(ILogger logger, string profile, string failures);
}
