using System.Text;
using Pith.Seams;

namespace Pith.Cli;

/// <summary>What a command may touch: the three streams, what is known of the terminal, and where models come from.</summary>
internal sealed class CommandEnvironment
{
    internal static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    internal required Stream In { get; init; }

    internal required Stream Out { get; init; }

    internal required TextWriter Error { get; init; }

    internal required IModelSource Models { get; init; }

    internal bool InIsTerminal { get; init; }

    internal bool OutIsTerminal { get; init; }

    internal bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal; null where lines need not fit anything.</summary>
    internal int? Width { get; init; }

    /// <summary>Whether NO_COLOR is set.</summary>
    internal bool NoColor { get; init; }

    internal static CommandEnvironment OfProcess(IModelSource models)
    {
        bool terminal = !Console.IsOutputRedirected;
        if (OperatingSystem.IsWindows() && (terminal || !Console.IsErrorRedirected))
        {
            Console.OutputEncoding = Utf8;
        }

        return new CommandEnvironment
        {
            In = Console.OpenStandardInput(),
            Out = Console.OpenStandardOutput(),
            Error = new StreamWriter(Console.OpenStandardError(), Utf8) { AutoFlush = true },
            Models = models,
            InIsTerminal = !Console.IsInputRedirected,
            OutIsTerminal = terminal,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Width = terminal ? Math.Max(40, Console.WindowWidth) : null,
            NoColor = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        };
    }

    /// <summary>Text to stdout as UTF-8; the caller disposes the writer, stdout stays open.</summary>
    internal StreamWriter TextOut() => new(Out, Utf8, bufferSize: 16 * 1024, leaveOpen: true) { NewLine = "\n" };
}
