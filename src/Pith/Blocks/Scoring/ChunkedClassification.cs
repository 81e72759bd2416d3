using System.Diagnostics;
using Pith.Seams;

namespace Pith.Blocks.Scoring;

/// <summary>Pieces of a chunk and the probability that each is kept.</summary>
public sealed record ChunkProbabilities
{
    /// <summary>The pieces that the row had room for.</summary>
    public required IReadOnlyList<SpelledPiece> Pieces { get; init; }

    /// <summary>One probability a piece.</summary>
    public required IReadOnlyList<float> Probabilities { get; init; }
}

/// <summary>Runs a token classifier over chunks, each tokenized anew and cut to one row.</summary>
/// <remarks>What does not fit a row is lost, the end piece first. Rows run side by side; results do not depend on it.</remarks>
public sealed class ChunkedClassification
{
    private readonly ITokenClassifier _classifier;
    private readonly LiteralPieces _tokenizer;
    private readonly int _begin;
    private readonly int _end;
    private readonly int _row;

    /// <summary>Makes the block.</summary>
    /// <param name="classifier">The model.</param>
    /// <param name="tokenizer">Tokenizes the chunks.</param>
    /// <param name="begin">Id that begins a row.</param>
    /// <param name="end">Id that ends a row.</param>
    /// <param name="row">The most ids a row, cut to what the model's row holds.</param>
    public ChunkedClassification(ITokenClassifier classifier, LiteralPieces tokenizer, int begin, int end, int row)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(tokenizer);
        _classifier = classifier;
        _tokenizer = tokenizer;
        _begin = begin;
        _end = end;
        _row = Math.Min(row, classifier.Info.MaxRow);
    }

    /// <summary>Probabilities of every chunk, in order.</summary>
    /// <param name="chunks">The chunks.</param>
    /// <param name="progress">Told after each chunk; null for silence.</param>
    /// <param name="cancellationToken">Stops inside a chunk.</param>
    public (ChunkProbabilities[] Chunks, CompressionCost Cost) Run(IReadOnlyList<string> chunks, IProgress<CompressionProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        long start = Stopwatch.GetTimestamp();
        var results = new ChunkProbabilities[chunks.Count];
        long tokens = 0;
        int done = 0;
        Parallel.For(
            0,
            chunks.Count,
            new ParallelOptions { MaxDegreeOfParallelism = _classifier.Concurrency, CancellationToken = cancellationToken },
            i =>
            {
                results[i] = Row(chunks[i], out int length, cancellationToken);
                Interlocked.Add(ref tokens, length);
                progress?.Report(new CompressionProgress { Done = Interlocked.Increment(ref done), Total = chunks.Count });
            });
        return (results, new CompressionCost { Model = Stopwatch.GetElapsedTime(start), ModelTokens = tokens });
    }

    private ChunkProbabilities Row(string chunk, out int length, CancellationToken cancellationToken)
    {
        List<SpelledPiece> pieces = _tokenizer.Tokenize(chunk);
        int[] row = [_begin, .. pieces.Take(_row - 1).Select(p => p.Id)];
        if (row.Length < _row)
        {
            row = [.. row, _end];
        }

        length = row.Length;
        var logits = new float[length];
        _classifier.Classify(row, length, ClassifierOutput.Keep, logits, cancellationToken);
        int count = Math.Min(pieces.Count, length - 1);
        return new ChunkProbabilities
        {
            Pieces = pieces[..count],
            Probabilities = [.. logits.Skip(1).Take(count).Select(l => (float)(1 / (1 + Math.Exp(-l))))],
        };
    }
}
