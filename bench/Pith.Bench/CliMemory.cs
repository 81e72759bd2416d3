namespace Pith.Bench;

/// <summary>Most memory of the command line tool on a large file.</summary>
internal static class CliMemory
{
    internal static Task<Section> RunAsync()
    {
        var section = new Section("memory", "pith compress on a file of 1 MB", "form", "peak MB", "seconds");
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Texts.OfCharacters(1_000_000));
            Tool tool = Tool.Publish("ReadyToRun") is ({ } published, _) ? published : throw new InvalidOperationException("src/Pith.Cli does not publish.");
            Ended[] runs = [.. Enumerable.Range(0, 3).Select(_ => tool.Compress(file, watchMemory: true))];
            double peak = runs.Max(r => r.PeakBytes) / 1e6;
            section.Row(tool.Form, $"{peak:0}", $"{Samples.Median(runs.Select(r => r.Elapsed.TotalSeconds)):0.0}");
            section.Keep("peak bytes", runs.Select(r => (double)r.PeakBytes));
            section.AtMost("peak MB", peak, 400);
            return Task.FromResult(section);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
