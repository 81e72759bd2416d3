using System.Globalization;
using Spectre.Console;

namespace Pith.Cli.Output;

/// <summary>Compresses, and shows how far a long text has come.</summary>
internal static class LongWork
{
    private const int LongText = 100_000;

    internal static async Task<CompressionResult> RunAsync(ICompressor compressor, CompressionRequest request, string name, CommandEnvironment environment, Talk talk, CancellationToken cancellationToken)
    {
        if (talk.IsQuiet || request.Original.Length < LongText || !(environment.ErrorIsTerminal || talk.IsVerbose))
        {
            return await compressor.CompressAsync(request, cancellationToken).ConfigureAwait(false);
        }

        return environment.ErrorIsTerminal
            ? await WithBarAsync(compressor, request, name, environment, cancellationToken).ConfigureAwait(false)
            : await compressor.CompressAsync(request with { Progress = new Tenths(name, talk) }, cancellationToken).ConfigureAwait(false);
    }

    private static Task<CompressionResult> WithBarAsync(ICompressor compressor, CompressionRequest request, string name, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        IAnsiConsole console = Consoles.On(environment.Error, environment.Width, colours: !environment.NoColor);
        return console.Progress().AutoClear(true).StartAsync(context =>
        {
            ProgressTask task = context.AddTask(Markup.Escape(name));
            var bar = new Bar(task);

            // The bar is drawn by this thread's scheduler; the work must not hold it up.
            return Task.Run(async () => await compressor.CompressAsync(request with { Progress = bar }, cancellationToken).ConfigureAwait(false), cancellationToken);
        });
    }

    private sealed class Bar(ProgressTask task) : IProgress<CompressionProgress>
    {
        public void Report(CompressionProgress value)
        {
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Done;
        }
    }

    private sealed class Tenths(string name, Talk talk) : IProgress<CompressionProgress>
    {
        private readonly Lock _lock = new();
        private int _said;

        public void Report(CompressionProgress value)
        {
            lock (_lock)
            {
                int tenths = value.Total > 0 ? (int)(10L * value.Done / value.Total) : 0;
                if (tenths > _said)
                {
                    _said = tenths;
                    talk.Detail(string.Create(CultureInfo.InvariantCulture, $"{name}: {tenths * 10} %"));
                }
            }
        }
    }
}
