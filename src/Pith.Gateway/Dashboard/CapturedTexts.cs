using Pith.Gateway.Configuration;
using Pith.Gateway.Forwarding;

namespace Pith.Gateway.Dashboard;

/// <summary>A text and what was sent in its place.</summary>
internal sealed record CapturedText
{
    public required string Role { get; init; }

    public string? Tool { get; init; }

    public required string Method { get; init; }

    public int Before { get; init; }

    public int After { get; init; }

    public required string Original { get; init; }

    public required string Compressed { get; init; }
}

/// <summary>The texts of the latest requests that were changed, in memory only, and only if the configuration asks for them.</summary>
internal sealed class CapturedTexts(GatewayOptions options)
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Id, IReadOnlyList<CapturedText> Texts)> _latest = new();

    internal bool AreKept { get; } = options.Dashboard.Texts;

    /// <summary>Keeps what was changed in a request.</summary>
    internal void Add(long id, Exchange exchange)
    {
        if (!AreKept || exchange is not { Conversation: { } conversation, Result: { IsChanged: true } result })
        {
            return;
        }

        CapturedText[] texts =
        [
            .. conversation.Texts.Zip(result.Outcomes).Where(p => p.Second.IsChanged).Select(p => new CapturedText
            {
                Role = p.First.Role.ToString().ToLowerInvariant(),
                Tool = p.First.Tool,
                Method = p.Second.Method,
                Before = p.Second.TokensBefore,
                After = p.Second.TokensAfter,
                Original = p.First.Text,
                Compressed = p.Second.Text,
            }),
        ];
        lock (_lock)
        {
            _latest.Enqueue((id, texts));
            if (_latest.Count > options.Dashboard.Requests)
            {
                _latest.Dequeue();
            }
        }
    }

    /// <summary>Numbers of the requests whose texts are kept.</summary>
    internal HashSet<long> Ids()
    {
        lock (_lock)
        {
            return [.. _latest.Select(l => l.Id)];
        }
    }

    /// <summary>The texts of a request; null if they are not kept.</summary>
    internal IReadOnlyList<CapturedText>? Find(long id)
    {
        lock (_lock)
        {
            return _latest.FirstOrDefault(l => l.Id == id).Texts;
        }
    }
}
