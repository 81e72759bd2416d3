namespace Pith.Bench;

/// <summary>The command line tool on a small file, from the start of the process to its end.</summary>
internal static class StartUp
{
    private const int Runs = 15;

    internal static Task<Section> RunAsync()
    {
        var section = new Section("start", "pith compress on a file of 2 kB, process start to exit", "form", "median ms", "min ms", "the same for pith --version");
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Texts.Short[..2048]);
            List<(Tool Tool, List<double> Compress, List<double> Version)> tools = [];
            foreach (string form in Tool.Forms.Keys)
            {
                (Tool? tool, string reason) = Tool.Publish(form);
                if (tool is null)
                {
                    section.Note($"{form}: not measured ({reason}).");
                    continue;
                }

                tools.Add((tool, [], []));
            }

            // One round first brings the files into the system's cache.
            for (int i = -1; i < Runs; i++)
            {
                foreach ((Tool tool, List<double> compress, List<double> version) in tools)
                {
                    double whole = tool.Compress(file, watchMemory: false).Elapsed.TotalMilliseconds;
                    double empty = Run.Checked(Run.Program(tool.Path, ["--version"], Machine.Root, watchMemory: false)).Elapsed.TotalMilliseconds;
                    if (i >= 0)
                    {
                        compress.Add(whole);
                        version.Add(empty);
                    }
                }
            }

            foreach ((Tool tool, List<double> compress, List<double> version) in tools)
            {
                section.Row(tool.Form, $"{Samples.Median(compress):0}", $"{compress.Min():0}", $"{Samples.Median(version):0}");
                section.Keep(tool.Form, compress);
            }

            (Tool quickest, List<double> times, _) = tools.MinBy(t => Samples.Median(t.Compress));
            section.AtMost($"{quickest.Form}: seconds", Samples.Median(times) / 1000, 0.6);
            return Task.FromResult(section);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
