using Pith.Text;

namespace Pith;

/// <summary>How far a long compression has come.</summary>
public sealed record CompressionProgress
{
    /// <summary>Steps done so far.</summary>
    public required int Done { get; init; }

    /// <summary>Steps in all.</summary>
    public required int Total { get; init; }
}

/// <summary>What is to be compressed, to what budget, and what must survive.</summary>
/// <remarks>Immutable and safe for concurrent use, as long as the collections put into it are not changed.</remarks>
public sealed record CompressionRequest
{
    /// <summary>What stands between two segments in <see cref="Original"/> and in a result's text.</summary>
    public const string SegmentSeparator = "\n\n";

    private string? _original;

    /// <summary>The parts of the prompt, in order.</summary>
    public required IReadOnlyList<Segment> Segments
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
            _original = null;
        }
    }

    /// <summary>What may be used.</summary>
    public required Budget Budget { get; init; }

    /// <summary>The user's query; null where there is none. It steers question-aware methods and is not part of the result.</summary>
    public string? Question { get; init; }

    /// <summary>What the model is told to do; null where there is none. It may steer a method and is not part of the result.</summary>
    public string? Instruction { get; init; }

    /// <summary>Counts tokens of the target model. Default: o200k_base.</summary>
    public ITokenCounter TokenCounter { get; init; } = TokenCounters.O200kBase;

    /// <summary>What must survive.</summary>
    public ProtectionRules Protection { get; init; } = ProtectionRules.Default;

    /// <summary>Where cuts that are marked are put, so that they can be given back; null for markers without a handle.</summary>
    public Reversal.IOriginalStore? Originals { get; init; }

    /// <summary>Whether the result carries a <see cref="CompressionResult.Trace"/>.</summary>
    public bool Explain { get; init; }

    /// <summary>Whether segments are remembered and sent apart from each other, so that none may refer to another one.</summary>
    internal bool IsSentApart { get; init; }

    /// <summary>Told about progress on long inputs; null for silence.</summary>
    public IProgress<CompressionProgress>? Progress { get; init; }

    /// <summary>The text that ranges of a result refer to: the segments that are not empty, joined by <see cref="SegmentSeparator"/>.</summary>
    public string Original => _original ??= string.Join(SegmentSeparator, Segments.Where(s => s.Text.Length > 0).Select(s => s.Text));

    /// <summary>A request for one text.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static CompressionRequest ForText(string text, Budget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return new() { Segments = [new Segment(text)], Budget = budget };
    }
}
