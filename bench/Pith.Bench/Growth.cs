namespace Pith.Bench;

/// <summary>Time and memory as texts grow tenfold.</summary>
internal static class Growth
{
    internal static Task<Section> RunAsync()
    {
        var section = new Section("growth", "From 10,000 to 100,000 tokens", "method", "tokens", "median ms", "µs a token", "peak MB");
        foreach (string method in (string[])["keep", "llmlingua-2"])
        {
            Child.Measured small = Child.Start(method, 10_000, 9);
            Child.Measured large = Child.Start(method, 100_000, 3);
            foreach (Child.Measured size in (Child.Measured[])[small, large])
            {
                double median = Samples.Median(size.Milliseconds);
                section.Row(method, $"{size.Tokens:N0}", $"{median:0}", $"{1000 * median / size.Tokens:0.0}", $"{size.PeakBytes / 1e6:0}");
                section.Keep($"{method}/{size.Tokens}", size.Milliseconds);
            }

            double grown = Samples.Median(large.Milliseconds) / Samples.Median(small.Milliseconds) * (10.0 * small.Tokens / large.Tokens);
            section.AtMost($"{method}: times the time for ten times the text", grown, 11);
            section.AtMost($"{method}: times the peak memory", (double)large.PeakBytes / small.PeakBytes, 1.5);
        }

        section.Note("One process a size; its peak is the most memory that it ever had resident, with runtime, model and vocabulary.");
        return Task.FromResult(section);
    }
}
