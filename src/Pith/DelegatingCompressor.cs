namespace Pith;

/// <summary>Base of decorators: passes every call to an inner compressor.</summary>
/// <remarks>
/// Decorators are put around a method from the inside out; the outermost sees a request first. The usual order, from the outside:
/// measure, cache, guard, method. Then what is cached is already guarded, and what is measured includes the cache.
/// </remarks>
public abstract class DelegatingCompressor : ICompressor
{
    /// <summary>Wraps <paramref name="inner"/>.</summary>
    protected DelegatingCompressor(ICompressor inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
    }

    /// <inheritdoc/>
    public virtual MethodInfo Method => Inner.Method;

    /// <summary>The compressor inside.</summary>
    protected ICompressor Inner { get; }

    /// <inheritdoc/>
    public virtual ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default) =>
        Inner.CompressAsync(request, cancellationToken);
}
