// Lossless: the same text in fewer tokens
// Paper:       none; after TOON (Token-Oriented Object Notation, 2025) and what gateways for agents fold
// Idea:        JSON as outlines and tables, repeats as references, shared beginnings of lines once; decoded and compared before it is used
// Map:         codecs and their chains -> LosslessTier; one text a segment -> CompressAsync()
// Deviations:  own forms, see docs/lossless.md
// Verified:    Golden/lossless (hand-computed); round trips of everything in Pith.Content.Tests
using System.Diagnostics;
using Pith.Blocks;

namespace Pith.Content.Lossless;

/// <summary>Options of <see cref="LosslessMethod"/>.</summary>
public sealed record LosslessOptions
{
    /// <summary>What the decoder must give back at least. Default: the value, so that white space of JSON may go.</summary>
    public LosslessGuarantee Guarantee { get; init; } = LosslessGuarantee.Value;

    internal static LosslessOptions From(SettingReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new() { Guarantee = settings.Choice("guarantee", LosslessGuarantee.Value) };
    }
}

/// <summary>Writes each segment in fewer tokens so that a decoder gives it back.</summary>
/// <remarks>Takes <see cref="Budget.LosslessOnly"/> and no other budget: what can't be made shorter without loss stays as it is, and says so.</remarks>
public sealed class LosslessMethod : ICompressor
{
    private readonly LosslessTier _tier;

    /// <summary>Makes the method.</summary>
    public LosslessMethod(LosslessOptions? options = null) => _tier = new LosslessTier((options ?? new()).Guarantee);

    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "lossless",
        Title = "Lossless",
        Family = MethodFamily.Lossless,
        Idea = "the same text in fewer tokens: JSON as outlines and tables, repeats as references; decoded and compared before it is used",
        Limits = "prose stays as it is; takes no budget; the reader must understand outlines and tables",
        Fidelity = Fidelity.Own,
        Settings = [new() { Name = "guarantee", Description = "what the decoder gives back: bytes, or value (white space of JSON may go)", Default = "value" }],
    };

    /// <inheritdoc/>
    public MethodInfo Method => Info;

    /// <inheritdoc/>
    public ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        if (request.Budget.Kind != BudgetKind.LosslessOnly)
        {
            throw new CompressionException(CompressionError.BudgetNotSupported, "lossless meets no budget, it only loses nothing: ask for lossless (--lossless), or name another method.");
        }

        if (request.Original.Length == 0)
        {
            return new(request.Unchanged(Info.Id, ReasonCode.Empty));
        }

        string?[] texts = [.. request.Segments.Select(s => s.Policy == SegmentPolicy.Compress && s.Text.Length > 0 ? _tier.Compress(s.Text, request.TokenCounter, cancellationToken).Text : s.Text)];
        CompressionResult result = RewrittenResult.Of(request, Info.Id, texts, new CompressionCost { Elapsed = Stopwatch.GetElapsedTime(start) }, []);
        return new(result.Kind == ResultKind.Original ? result with { Reason = ReasonCode.LosslessOnly } : result);
    }
}
