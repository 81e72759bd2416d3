using Microsoft.ML.OnnxRuntime;
using Pith.Runtimes.Onnx.Models;
using Pith.Runtimes.Onnx.Tokenization;
using Pith.Seams;

namespace Pith.Runtimes.Onnx;

/// <summary>A token classifier over ONNX Runtime: Pith's own small models, and any two-label token classifier such as the published LLMLingua-2 checkpoints.</summary>
/// <remarks>
/// One session, shared by all callers; one row a run, never padded or batched, so a row's numbers depend on the row alone. Scratch memory
/// goes back to the system when the last of many rows that ran side by side has ended.
/// </remarks>
public sealed class OnnxTokenClassifier : ITokenClassifier, IDisposable
{
    private const string KeepOutput = "keep_logits";
    private const string RelevanceOutput = "relevance_logits";
    private const string LabelOutput = "logits";

    // A large input: what the next call pays to get its memory again is then a few per cent of what this one took.
    private const int GiveBackAfter = 50_000;

    private readonly InferenceSession _session;
    private readonly PieceTokenizer _tokenizer;
    private readonly string[] _inputs;
    private readonly bool _ownHeads;
    private readonly string _file;
    private int _running;
    private long _sinceGivenBack;

    private OnnxTokenClassifier(InferenceSession session, PieceTokenizer tokenizer, string file, TokenClassifierInfo info, int concurrency)
    {
        _file = file;
        _session = session;
        _tokenizer = tokenizer;
        _ownHeads = session.OutputMetadata.ContainsKey(KeepOutput);
        _inputs = [.. session.InputMetadata.Keys];
        Info = info;
        Concurrency = concurrency;
    }

    /// <inheritdoc/>
    public TokenClassifierInfo Info { get; }

    /// <inheritdoc/>
    public int Concurrency { get; }

    /// <summary>Opens a model folder: an ONNX file (in the folder or in <c>onnx/</c>) with its tokenizer files and configuration beside it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="id">What the model is called in results.</param>
    /// <param name="concurrency">Rows to run side by side; null for one a processor.</param>
    /// <exception cref="ModelFormatException">A file is missing, truncated, not what it says, or does not fit the seam.</exception>
    public static OnnxTokenClassifier Open(string folder, string id, int? concurrency = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(id);
        var files = ModelFolder.Open(folder);
        PieceTokenizer tokenizer = files.Tokenizer();
        InferenceSession session = OnnxSession.Open(files.OnnxFile);
        try
        {
            Check(session, files, tokenizer);
            var info = new TokenClassifierInfo
            {
                Id = id,
                Fingerprint = $"{id}/{Path.GetFileName(files.OnnxFile)}/{files.ContentHash()}/{OnnxSession.Fingerprint}",
                MaxRow = files.MaxRow,
                Scheme = tokenizer.Scheme,
                BeginId = tokenizer.BeginId,
                EndId = tokenizer.EndId,
                UnknownId = tokenizer.UnknownId,
                SpecialPieces = tokenizer.SpecialPieces,
                TakesQuestion = session.OutputMetadata.ContainsKey(KeepOutput) && session.OutputMetadata.ContainsKey(RelevanceOutput),
            };
            var classifier = new OnnxTokenClassifier(session, tokenizer, Path.GetFileName(files.OnnxFile), info, Math.Max(1, concurrency ?? Environment.ProcessorCount));
            classifier.TryOut();
            return classifier;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Piece> Tokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return _tokenizer.Tokenize(text);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or NullReferenceException or InvalidOperationException or KeyNotFoundException or OverflowException)
        {
            // Any text can be tokenised; a damaged normalisation map or vocabulary may only show at some characters.
            throw new ModelFormatException("tokenizer.json", $"fails at a text ({e.GetType().Name}).", e);
        }
    }

    /// <inheritdoc/>
    public string Spelling(int id) => _tokenizer.Spelling(id);

    /// <inheritdoc/>
    public int? IdOf(string spelling) => _tokenizer.IdOf(spelling);

    /// <inheritdoc/>
    public void Classify(ReadOnlySpan<int> row, int secondPart, ClassifierOutput output, Span<float> logits, CancellationToken cancellationToken)
    {
        // Whatever is wrong with a row is found here: the native library would abort deep in the graph, or wrap negative ids silently.
        if (row.Length is 0 || row.Length > Info.MaxRow)
        {
            throw new ArgumentException($"A row has 1 to {Info.MaxRow} ids; this one has {row.Length}.", nameof(row));
        }

        if (logits.Length < row.Length)
        {
            throw new ArgumentException($"The row has {row.Length} ids and there is room for {logits.Length} numbers.", nameof(logits));
        }

        if (output == ClassifierOutput.Relevance && !Info.TakesQuestion)
        {
            throw new ArgumentException($"{Info.Id} takes no question.", nameof(output));
        }

        var ids = new long[row.Length];
        var mask = new long[row.Length];
        var types = new long[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            if ((uint)row[i] >= (uint)_tokenizer.VocabularySize)
            {
                throw new ArgumentException($"Id {row[i]} is outside the vocabulary of {_tokenizer.VocabularySize}.", nameof(row));
            }

            ids[i] = row[i];
            mask[i] = 1;
            types[i] = i < secondPart ? 0 : 1;
        }

        string name = !_ownHeads ? LabelOutput : output == ClassifierOutput.Keep ? KeepOutput : RelevanceOutput;
        Interlocked.Increment(ref _running);
        try
        {
            Run(name, ids, mask, types, logits, giveBack: false, cancellationToken);
        }
        finally
        {
            GiveBack(row.Length);
        }
    }

    // The native arena keeps what it ever needed for each row that ran at the same time: without it the C library keeps even more. Giving back
    // in every run costs half of the speed, since neighbours wait; a small run of its own, when nothing else runs, costs nothing.
    private void GiveBack(int ids)
    {
        long since = Interlocked.Add(ref _sinceGivenBack, ids);
        if (Interlocked.Decrement(ref _running) > 0 || since < GiveBackAfter || Interlocked.Exchange(ref _sinceGivenBack, 0) < GiveBackAfter)
        {
            return;
        }

        Span<float> logits = stackalloc float[2];
        Run(_ownHeads ? KeepOutput : LabelOutput, [_tokenizer.BeginId, _tokenizer.EndId], [1, 1], [0, 0], logits, giveBack: true, CancellationToken.None);
    }

    private void Run(string name, long[] ids, long[] mask, long[] types, Span<float> logits, bool giveBack, CancellationToken cancellationToken)
    {
        using IDisposableReadOnlyCollection<OrtValue> results = OnnxSession.Run(_session, _file, _inputs, input => Input(input, ids, mask, types), name, giveBack, cancellationToken);
        ReadOnlySpan<float> values = Values(results[0], ids.Length, name);

        // Two labels: the log-odds of label 1 are the difference of the two.
        for (int i = 0; i < ids.Length; i++)
        {
            logits[i] = _ownHeads ? values[i] : values[(2 * i) + 1] - values[2 * i];
            if (!float.IsFinite(logits[i]))
            {
                throw new ModelFormatException(_file, $"its output '{name}' is not a finite number for token {i}.");
            }
        }
    }

    /// <summary>Gives the session back.</summary>
    public void Dispose() => _session.Dispose();

    // A graph may declare any sizes and give others: what it gives is only known when it runs. The last id finds out whether the
    // embeddings are as many as the tokenizer's pieces.
    private void TryOut()
    {
        int[] row = [_tokenizer.BeginId, _tokenizer.VocabularySize - 1, _tokenizer.EndId];
        Span<float> logits = stackalloc float[row.Length];
        Classify(row, row.Length, ClassifierOutput.Keep, logits, CancellationToken.None);
        if (Info.TakesQuestion)
        {
            Classify(row, 2, ClassifierOutput.Relevance, logits, CancellationToken.None);
        }

        // Letters that normalisation maps: a damaged map shows here.
        Tokenize("Caf\u00E9 \uFB01n \u2460 \uFF21\u30AB\u3099 \u00BD");
    }

    private ReadOnlySpan<float> Values(OrtValue result, int length, string name)
    {
        OrtTensorTypeAndShapeInfo? shape = result.OnnxType == OnnxValueType.ONNX_TYPE_TENSOR ? result.GetTensorTypeAndShape() : null;
        long[] expected = _ownHeads ? [1, length] : [1, length, 2];
        return shape is { ElementDataType: Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float } given && given.Shape.AsSpan().SequenceEqual(expected)
            ? result.GetTensorDataAsSpan<float>()
            : throw new ModelFormatException(_file, $"its output '{name}' is {(shape is { } s ? $"{s.ElementDataType} [{string.Join(", ", s.Shape)}]" : "no tensor")}; float32 [{string.Join(", ", expected)}] was expected.");
    }

    private static long[] Input(string name, long[] ids, long[] mask, long[] types) => name switch
    {
        "input_ids" => ids,
        "attention_mask" => mask,
        _ => types,
    };

    private static void Check(InferenceSession session, ModelFolder files, PieceTokenizer tokenizer)
    {
        string file = Path.GetFileName(files.OnnxFile);
        foreach ((string name, NodeMetadata input) in session.InputMetadata)
        {
            if (name is not ("input_ids" or "attention_mask" or "token_type_ids") || input.ElementDataType != Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 || input.Dimensions.Length != 2)
            {
                throw new ModelFormatException(file, $"has the input '{UntrustedText.Shown(name)}'; a token classifier has input_ids, attention_mask and maybe token_type_ids, all int64 [batch, tokens].");
            }
        }

        if (!session.InputMetadata.ContainsKey("input_ids"))
        {
            throw new ModelFormatException(file, "has no input 'input_ids'.");
        }

        if (session.OutputMetadata.ContainsKey(KeepOutput))
        {
            foreach (string head in (string[])[KeepOutput, RelevanceOutput])
            {
                if (session.OutputMetadata.TryGetValue(head, out NodeMetadata? output) && (output.ElementDataType != Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float || output.Dimensions.Length != 2))
                {
                    throw new ModelFormatException(file, $"its output '{head}' is not float32 [batch, tokens].");
                }
            }
        }
        else if (!session.OutputMetadata.TryGetValue(LabelOutput, out NodeMetadata? labels)
            || labels.ElementDataType != Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float
            || labels.Dimensions.Length != 3 || labels.Dimensions[2] is not (2 or -1))
        {
            throw new ModelFormatException(file, $"has no output '{LabelOutput}' of float32 [batch, tokens, 2]; outputs: {UntrustedText.Shown(string.Join(", ", session.OutputMetadata.Keys))}.");
        }

        if (files.VocabularySize is { } declared && declared < tokenizer.VocabularySize)
        {
            throw new ModelFormatException("config.json", $"its 'vocab_size' is {declared} and the tokenizer has {tokenizer.VocabularySize} pieces.");
        }
    }
}
