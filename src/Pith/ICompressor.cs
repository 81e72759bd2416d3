namespace Pith;

/// <summary>A method, ready to compress.</summary>
/// <remarks>
/// Implementations are immutable after construction and safe for concurrent calls; the same request gives the same text, byte for
/// byte, at any thread count. They never change the request. A budget that can't be met, or a text that can't be compressed, is a
/// reason code in the result and not an exception. Text that goes in is untrusted; so is text that comes out.
/// </remarks>
public interface ICompressor
{
    /// <summary>What the method is.</summary>
    MethodInfo Method { get; }

    /// <summary>Compresses.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="CompressionException">The request misses what the method needs, such as a question.</exception>
    ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default);
}
