using System.Diagnostics;
using Pith.Blocks;
using Pith.Blocks.Rendering;
using Pith.Blocks.Selecting;
using Pith.Methods.Tokens;
using Pith.Runtimes.Onnx;
using Pith.Seams;
using Pith.Text;

namespace Pith.Bench;

/// <summary>Where the part of a warm call goes that is not the model's.</summary>
internal static class Breakdown
{
    private const int Runs = 15;

    internal static async Task<Section> RunAsync()
    {
        var section = new Section("breakdown", "A warm call of keep on 5,000 tokens, by stage", "stage", "median ms", "min ms");
        string text = Texts.Medium;
        ITokenClassifier classifier = OnnxRuntime.Default.Find<ITokenClassifier>(OnnxRuntime.SmallEnglish)!;
        var keep = new Keep(classifier);
        var counter = new TimedCounter(TokenCounters.O200kBase);
        CompressionRequest request = CompressionRequest.ForText(text, Budget.Rate(0.5)) with { TokenCounter = counter, Explain = true };
        CompressionResult result = await keep.CompressAsync(request);
        double[] scores = [.. result.Trace.Select(t => t.Score)];
        var document = new Document(request, CancellationToken.None);
        bool[] kept = [.. result.Trace.Select(t => t.Kept)];
        var renderer = new SliceRenderer(document);
        var select = new UnitScores { Scores = scores };

        void Stage(string name, Action action)
        {
            double[] times = Samples.Time(3, Runs, action);
            section.Row(name, $"{Samples.Median(times):0.00}", $"{times.Min():0.00}");
            section.Keep(name, times);
        }

        Stage("pieces of the model (ITokenClassifier.Tokenize)", () => classifier.Tokenize(text));
        Stage("atoms (AtomScanner.Scan)", () => AtomScanner.Scan(text));
        Stage("count of the original", () => TokenCounters.O200kBase.Count(text));
        Stage("document: count, tags, atoms, protection", () => _ = new Document(request, CancellationToken.None));
        Stage("selection: estimate, counts, renders", () => BudgetSelector.Select(document, select, result.TokenLimit, CancellationToken.None));
        string[] words = [.. document.Units.Select(u => text[Math.Max(0, u.Span.Start - (u.Span.Start > 0 && text[u.Span.Start - 1] == ' ' ? 1 : 0))..u.Span.End]).Distinct()];
        Stage($"of it: {words.Length:N0} different atoms counted alone", () => Array.ForEach(words, w => TokenCounters.O200kBase.Count(w)));
        Stage("one render of the selected text", () => renderer.Render(kept));
        Stage("one count of the selected text", () => TokenCounters.O200kBase.Count(result.Text));
        Stage("the whole call", () => keep.CompressAsync(request).AsTask().GetAwaiter().GetResult());

        counter.Reset();
        await keep.CompressAsync(request);
        section.Note($"Counting in one call: {counter.Calls:N0} calls over {counter.Characters:N0} characters ({text.Length:N0} in the text), {counter.Elapsed.TotalMilliseconds:0.0} ms; {counter.LongCalls} of them over 1,000 characters.");
        section.Note($"Model: {result.Cost.ModelTokens:N0} ids in rows, {result.Trace.Count:N0} atoms.");
        return section;
    }

    private sealed class TimedCounter(ITokenCounter inner) : ITokenCounter
    {
        public string Name => inner.Name;

        internal int Calls { get; private set; }

        internal int LongCalls { get; private set; }

        internal long Characters { get; private set; }

        internal TimeSpan Elapsed { get; private set; }

        public int Count(ReadOnlySpan<char> text)
        {
            long start = Stopwatch.GetTimestamp();
            int count = inner.Count(text);
            Elapsed += Stopwatch.GetElapsedTime(start);
            Calls++;
            LongCalls += text.Length > 1000 ? 1 : 0;
            Characters += text.Length;
            return count;
        }

        internal void Reset() => (Calls, LongCalls, Characters, Elapsed) = (0, 0, 0, TimeSpan.Zero);
    }
}
