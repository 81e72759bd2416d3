using Pith.Runtimes.Onnx.Models;
using Spectre.Console;

namespace Pith.Cli.Output;

/// <summary>Pulls a model, and shows how far each of its files has come.</summary>
internal static class ModelPullBar
{
    internal static Task<StoredModel> RunAsync(Func<IProgress<ModelPullProgress>?, Task<StoredModel>> pull, CommandEnvironment environment, Talk talk)
    {
        if (talk.IsQuiet || !environment.ErrorIsTerminal)
        {
            return pull(talk.IsVerbose ? new Lines(talk) : null);
        }

        IAnsiConsole console = Consoles.On(environment.Error, environment.Width ?? 80, colours: !environment.NoColor);

        // Without it the library prints a line now and then in place of the bar.
        console.Profile.Capabilities.Interactive = true;
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn())
            .StartAsync(context => Task.Run(() => pull(new Bars(context))));
    }

    private sealed class Bars(ProgressContext context) : IProgress<ModelPullProgress>
    {
        private readonly Dictionary<string, ProgressTask> _tasks = new(StringComparer.Ordinal);

        public void Report(ModelPullProgress value)
        {
            lock (_tasks)
            {
                if (!_tasks.TryGetValue(value.File, out ProgressTask? task))
                {
                    _tasks[value.File] = task = context.AddTask(Markup.Escape(value.File));
                }

                task.IsIndeterminate = value.Total is null;
                task.MaxValue = Math.Max(1, value.Total ?? value.Bytes);
                task.Value = value.Bytes;
            }
        }
    }

    private sealed class Lines(Talk talk) : IProgress<ModelPullProgress>
    {
        public void Report(ModelPullProgress value)
        {
            if (value.Bytes == value.Total)
            {
                talk.Detail($"{value.File}: {value.Bytes} bytes");
            }
        }
    }
}
