using System.IO.Compression;
using System.Text.Json;
using Pith.Conversations;

namespace Pith.Bench;

/// <summary>One message of a trace.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Text">The text; empty for a bare call.</param>
/// <param name="Tool">Name of the tool that is called (assistant) or answers (tool).</param>
/// <param name="Arguments">Arguments of the call, a JSON object.</param>
internal sealed record TraceMessage(ConversationRole Role, string Text, string? Tool = null, string Arguments = "{}");

/// <summary>Records of the development suites as conversations of an agent.</summary>
internal static class Traces
{
    private static readonly string[] s_speakers = ["user: ", "assistant: ", "tool: "];

    /// <summary>The traces of a suite; a record without roles becomes a question, a call that reads its document, and the answer.</summary>
    internal static IEnumerable<IReadOnlyList<TraceMessage>> Read(string folder, string suite)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, suite + ".jsonl.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            if (Record(document.RootElement) is { Count: > 0 } trace)
            {
                yield return trace;
            }
        }
    }

    /// <summary>Strings traces together, as tasks that a user gives one after the other, until the model has been asked so many times.</summary>
    internal static IEnumerable<IReadOnlyList<TraceMessage>> Joined(IEnumerable<IReadOnlyList<TraceMessage>> traces, int turns)
    {
        var joined = new List<TraceMessage>();
        foreach (IReadOnlyList<TraceMessage> trace in traces)
        {
            foreach (TraceMessage message in trace.Where(m => m.Role != ConversationRole.System || joined.Count == 0))
            {
                joined.Add(message);
                if (Turns(joined).Count() == turns)
                {
                    yield return joined;
                    joined = [];
                    break;
                }
            }
        }

        if (joined.Count > 0)
        {
            yield return joined;
        }
    }

    /// <summary>How many messages stand in each request: those before each message of the model.</summary>
    internal static IEnumerable<int> Turns(IReadOnlyList<TraceMessage> trace) =>
        Enumerable.Range(1, Math.Max(0, trace.Count - 1)).Where(i => trace[i].Role == ConversationRole.Assistant && trace[i - 1].Role is ConversationRole.User or ConversationRole.Tool);

    private static List<TraceMessage> Record(JsonElement record)
    {
        var trace = new List<TraceMessage>();
        foreach (JsonElement doc in record.GetProperty("docs").EnumerateArray())
        {
            if (doc.TryGetProperty("messages", out JsonElement messages))
            {
                trace.AddRange(messages.EnumerateArray().Select(Message).OfType<TraceMessage>());
            }
            else if (doc.TryGetProperty("text", out JsonElement text) && text.GetString() is { Length: > 0 } whole)
            {
                string title = doc.TryGetProperty("title", out JsonElement t) && t.ValueKind == JsonValueKind.String ? t.GetString()! : "document";
                if (whole.StartsWith(s_speakers[0], StringComparison.Ordinal))
                {
                    trace.AddRange(Lines(whole));
                }
                else if (title != "tools")
                {
                    trace.AddRange(Reading(record, title, whole));
                }
            }
        }

        return Called(trace);
    }

    private static IEnumerable<TraceMessage> Reading(JsonElement record, string title, string text)
    {
        JsonElement first = record.GetProperty("qas").EnumerateArray().FirstOrDefault();
        string question = first.ValueKind == JsonValueKind.Object ? first.GetProperty("question").GetString()! : "What is in it?";
        string answer = first.ValueKind == JsonValueKind.Object ? first.GetProperty("answers").EnumerateArray().FirstOrDefault().ToString() : "I read it.";
        yield return new TraceMessage(ConversationRole.User, question);
        yield return new TraceMessage(ConversationRole.Assistant, string.Empty, "read", JsonSerializer.Serialize(new Dictionary<string, string> { ["name"] = title }));
        yield return new TraceMessage(ConversationRole.Tool, text, "read");
        yield return new TraceMessage(ConversationRole.Assistant, answer.Length > 0 ? answer : "It does not say.");
    }

    private static TraceMessage? Message(JsonElement message)
    {
        string text = message.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.String ? content.GetString()! : string.Empty;
        string? name = message.TryGetProperty("name", out JsonElement named) ? named.GetString() : null;
        switch (message.GetProperty("role").GetString())
        {
            case "system":
                return new TraceMessage(ConversationRole.System, text);
            case "user":
                return new TraceMessage(ConversationRole.User, text);
            case "tool" or "function":
                return new TraceMessage(ConversationRole.Tool, text, name ?? "run");
            case "assistant" when message.TryGetProperty("function_call", out JsonElement call) && call.ValueKind == JsonValueKind.Object:
                return new TraceMessage(ConversationRole.Assistant, text, call.GetProperty("name").GetString(), JsonObject(call.GetProperty("arguments").GetString()));
            case "assistant":
                return new TraceMessage(ConversationRole.Assistant, text);
            default:
                return null;
        }
    }

    // "assistant: None" stands for a call that the trace does not show.
    private static IEnumerable<TraceMessage> Lines(string text)
    {
        string? speaker = null;
        var held = new List<string>();
        foreach (string line in text.Split('\n').Append(s_speakers[0]))
        {
            if (s_speakers.FirstOrDefault(s => line.StartsWith(s, StringComparison.Ordinal)) is not { } next)
            {
                held.Add(line);
                continue;
            }

            if (speaker is not null)
            {
                string said = string.Join('\n', held);
                yield return speaker == s_speakers[0] ? new TraceMessage(ConversationRole.User, said)
                    : speaker == s_speakers[2] ? new TraceMessage(ConversationRole.Tool, said, "lookup")
                    : new TraceMessage(ConversationRole.Assistant, said == "None" ? string.Empty : said);
            }

            speaker = next;
            held = [line[next.Length..]];
        }
    }

    // APIs want a call before every result, and something in every message.
    private static List<TraceMessage> Called(List<TraceMessage> trace)
    {
        var called = new List<TraceMessage>();
        foreach (TraceMessage message in trace)
        {
            bool answers = message.Role == ConversationRole.Tool;
            if (called.Count > 0 && called[^1] is { Role: ConversationRole.Assistant } last)
            {
                if (answers)
                {
                    called[^1] = last with { Tool = last.Tool ?? message.Tool };
                }
                else
                {
                    called[^1] = last with { Tool = null, Text = last.Text.Length > 0 ? last.Text : "(calls a tool)" };
                }
            }
            else if (answers)
            {
                called.Add(new TraceMessage(ConversationRole.Assistant, string.Empty, message.Tool));
            }

            called.Add(message);
        }

        return called;
    }

    private static string JsonObject(string? arguments)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(arguments ?? "{}");
            return document.RootElement.ValueKind == JsonValueKind.Object ? JsonSerializer.Serialize(document.RootElement) : "{}";
        }
        catch (JsonException)
        {
            return "{}";
        }
    }
}
