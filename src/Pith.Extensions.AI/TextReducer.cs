using Pith.Blocks;

namespace Pith.Extensions.AI;

/// <summary>A function of one's own as a compressor, for the results of one tool.</summary>
/// <remarks>The function is given the text and gives back a shorter one; null, or one that is not shorter in tokens, leaves the text as it is. The same text must give the same result. Budgets are not looked at.</remarks>
public sealed class TextReducer : ICompressor
{
    private readonly Func<string, CancellationToken, ValueTask<string?>> _reduce;

    /// <summary>Makes it.</summary>
    /// <param name="id">An id in kebab-case of its own: results are remembered by it.</param>
    /// <param name="reduce">Shortens a text.</param>
    public TextReducer(string id, Func<string, string?> reduce)
        : this(id, (text, _) => new(reduce(text)))
    {
        ArgumentNullException.ThrowIfNull(reduce);
    }

    /// <summary>Makes it.</summary>
    /// <param name="id">An id in kebab-case of its own: results are remembered by it.</param>
    /// <param name="reduce">Shortens a text.</param>
    public TextReducer(string id, Func<string, CancellationToken, ValueTask<string?>> reduce)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(reduce);
        _reduce = reduce;
        Method = new MethodInfo
        {
            Id = id,
            Title = id,
            Family = MethodFamily.Output,
            Idea = "a function of the application",
            Limits = "the application's to know",
            Fidelity = Fidelity.Own,
        };
    }

    /// <inheritdoc/>
    public MethodInfo Method { get; }

    /// <inheritdoc/>
    public async ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        string?[] texts = new string?[request.Segments.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string text = request.Segments[i].Text;
            texts[i] = await _reduce(text, cancellationToken).ConfigureAwait(false) ?? text;
        }

        return RewrittenResult.Of(request, Method.Id, texts, new CompressionCost(), []);
    }
}
