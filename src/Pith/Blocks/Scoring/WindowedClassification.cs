using System.Diagnostics;
using Pith.Seams;

namespace Pith.Blocks.Scoring;

/// <summary>Log-odds for every piece of a text of any length.</summary>
public sealed record PieceLogits
{
    /// <summary>The pieces in order.</summary>
    public required IReadOnlyList<Piece> Pieces { get; init; }

    /// <summary>One number a piece; the mean where windows overlap.</summary>
    public required float[] Logits { get; init; }

    /// <summary>What it cost.</summary>
    public required CompressionCost Cost { get; init; }
}

/// <summary>Runs a token classifier over a long text in overlapping windows.</summary>
/// <remarks>
/// The windows are a function of the text alone: they have the same length to within one piece, overlap evenly and begin at words,
/// so scores do not depend on threads, on other callers or on how a text came in. Rows run side by side, one window each, never
/// batched and never padded. Overlapping scores are averaged in window order.
/// </remarks>
public sealed class WindowedClassification
{
    private readonly ITokenClassifier _classifier;
    private readonly int _window;
    private readonly int _overlap;

    /// <summary>Makes the block.</summary>
    /// <param name="classifier">The model.</param>
    /// <param name="window">Pieces a window, special ids not included; cut to what the model's row holds.</param>
    /// <param name="overlap">Pieces that neighbouring windows share at least; less than the window.</param>
    public WindowedClassification(ITokenClassifier classifier, int window, int overlap)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(overlap);
        _classifier = classifier;
        _window = Math.Min(window, classifier.Info.MaxRow - 2);
        _overlap = Math.Min(overlap, _window / 2);
    }

    /// <summary>Log-odds of being kept, for every piece.</summary>
    /// <param name="text">The text.</param>
    /// <param name="progress">Told after each window; null for silence.</param>
    /// <param name="cancellationToken">Stops inside a window.</param>
    public PieceLogits Keep(string text, IProgress<CompressionProgress>? progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<Piece> pieces = _classifier.Tokenize(text);
        cancellationToken.ThrowIfCancellationRequested();
        var logits = new float[pieces.Count];
        if (pieces.Count == 0)
        {
            return new PieceLogits { Pieces = pieces, Logits = logits, Cost = new() };
        }

        long start = Stopwatch.GetTimestamp();
        int windows = Windows(pieces.Count);
        int length = (int)Math.Ceiling((pieces.Count + ((windows - 1) * (double)_overlap)) / windows);
        int[] starts = Starts(pieces, windows, length);
        var results = new float[starts.Length][];
        int done = 0;
        Parallel.For(
            0,
            starts.Length,
            new ParallelOptions { MaxDegreeOfParallelism = _classifier.Concurrency, CancellationToken = cancellationToken },
            i =>
            {
                results[i] = Row(pieces, starts[i], Math.Min(length, pieces.Count - starts[i]), cancellationToken);
                progress?.Report(new CompressionProgress { Done = Interlocked.Increment(ref done), Total = starts.Length });
            });

        var counts = new byte[pieces.Count];
        long tokens = 0;
        for (int i = 0; i < starts.Length; i++)
        {
            tokens += results[i].Length + 2;
            for (int j = 0; j < results[i].Length; j++)
            {
                int at = starts[i] + j;
                counts[at]++;
                logits[at] += (results[i][j] - logits[at]) / counts[at];
            }
        }

        return new PieceLogits { Pieces = pieces, Logits = logits, Cost = new CompressionCost { Model = Stopwatch.GetElapsedTime(start), ModelTokens = tokens } };
    }

    private float[] Row(IReadOnlyList<Piece> pieces, int start, int length, CancellationToken cancellationToken)
    {
        TokenClassifierInfo info = _classifier.Info;
        var row = new int[length + 2];
        row[0] = info.BeginId;
        for (int i = 0; i < length; i++)
        {
            row[i + 1] = pieces[start + i].Id;
        }

        row[^1] = info.EndId;
        var all = new float[row.Length];
        _classifier.Classify(row, row.Length, ClassifierOutput.Keep, all, cancellationToken);
        return all[1..^1];
    }

    // An even number, so that the last of a few windows does not leave every second processor idle.
    private int Windows(int pieces)
    {
        int windows = pieces <= _window ? 1 : (int)Math.Ceiling((pieces - _overlap) / (double)(_window - _overlap));
        return windows > 1 ? windows + (windows % 2) : 1;
    }

    private static int[] Starts(IReadOnlyList<Piece> pieces, int windows, int length)
    {
        var starts = new int[windows];
        for (int i = 1; i < windows; i++)
        {
            int at = (int)Math.Round((long)i * (pieces.Count - length) / (double)(windows - 1));

            // Begin at a word where one is near; an earlier start only adds overlap.
            int word = at;
            while (word > 0 && at - word < 8 && pieces[word - 1].Span.End == pieces[word].Span.Start)
            {
                word--;
            }

            starts[i] = i < windows - 1 && at - word < 8 && word > starts[i - 1] ? word : at;
        }

        return starts;
    }
}
