using System.Text;
using Pith.Runtimes.Onnx;
using Pith.Seams;
using Pith.Text;

namespace Pith.Cli.Tests;

/// <summary>What a run of the command line left behind.</summary>
internal sealed record Outcome(int Exit, byte[] OutBytes, string Error)
{
    internal string Out => Encoding.UTF8.GetString(OutBytes);
}

/// <summary>Runs the command line inside the test, with streams of its own.</summary>
internal static class CommandLine
{
    internal static Task<Outcome> RunAsync(params string[] arguments) => RunAsync(string.Empty, arguments);

    internal static Task<Outcome> RunAsync(string input, string[] arguments) => RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(input)), arguments);

    internal static async Task<Outcome> RunAsync(Stream input, string[] arguments, bool terminal = false, bool noColor = false, IModelSource? models = null, CancellationToken? cancellation = null)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var environment = new CommandEnvironment
        {
            In = input,
            Out = output,
            Error = error,
            Models = models ?? new NoModels(),
            OutIsTerminal = terminal,
            Width = terminal ? 100 : null,
            NoColor = noColor,
        };
        int exit = await PithCommandLine.RunAsync(arguments, environment, cancellation ?? TestContext.Current.CancellationToken);
        return new Outcome(exit, output.ToArray(), error.ToString());
    }

    internal static Task<Outcome> WithModelAsync(string input, params string[] arguments) =>
        RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(input)), arguments, models: OnnxRuntime.Default);

    private sealed class NoModels : IModelSource
    {
        public T? Find<T>(string? model)
            where T : class => null;

        public string? ModelFor(Seam seam, Script script) => null;
    }
}
