using Pith.Runtimes.Onnx;

namespace Pith;

/// <summary>The short way in: one call, the model that ships, offline.</summary>
public static class Prompt
{
    private static readonly Lazy<ICompressor> s_default = new(() => new GuardedCompressor(StandardMethods.Catalog.Create(MethodCatalog.DefaultMethod, OnnxRuntime.Default)));

    /// <summary>Compresses a text with the default method.</summary>
    /// <param name="text">The text.</param>
    /// <param name="budget">What may be used of it.</param>
    /// <param name="question">What will be asked about it, if that is known.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The result; its <see cref="CompressionResult.Text"/> is the compressed text. If something fails it is the original, and <see cref="CompressionResult.Reason"/> says why.</returns>
    /// <exception cref="ArgumentNullException">The text or the budget is null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ValueTask<CompressionResult> CompressAsync(string text, Budget budget, string? question = null, CancellationToken cancellationToken = default) =>
        s_default.Value.CompressAsync(CompressionRequest.ForText(text, budget) with { Question = question }, cancellationToken);
}
