namespace Pith;

/// <summary>What a segment is in the prompt.</summary>
public enum SegmentRole
{
    /// <summary>Material that the answer is drawn from.</summary>
    Context,

    /// <summary>What the model is told to do.</summary>
    Instruction,

    /// <summary>The user's query.</summary>
    Question,

    /// <summary>A few-shot example.</summary>
    Demonstration,

    /// <summary>An earlier turn of the conversation.</summary>
    History,

    /// <summary>What a tool gave back.</summary>
    ToolOutput,
}

/// <summary>What may be done to a segment.</summary>
public enum SegmentPolicy
{
    /// <summary>Units of it may be dropped.</summary>
    Compress,

    /// <summary>It stays as it is, byte for byte.</summary>
    Keep,

    /// <summary>It stays whole if the budget allows, and is dropped whole otherwise.</summary>
    DropIfNeeded,
}

/// <summary>A part of the request with a role and a policy of its own.</summary>
public sealed record Segment
{
    /// <summary>Makes a context segment that may be compressed.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public Segment(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>What the segment is. Default: <see cref="SegmentRole.Context"/>.</summary>
    public SegmentRole Role { get; init; }

    /// <summary>What may be done to it. Default: <see cref="SegmentPolicy.Compress"/>.</summary>
    public SegmentPolicy Policy { get; init; }

    /// <summary>A rate of its own, above 0 and at most 1, or null for the budget of the request.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside (0, 1].</exception>
    public double? Rate
    {
        get;
        init => field = value is null or (> 0 and <= 1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A rate is kept / original: above 0 and at most 1.");
    }

    /// <summary>What the content is, if the caller knows: a media type, a language or a file name.</summary>
    public string? ContentHint { get; init; }
}
