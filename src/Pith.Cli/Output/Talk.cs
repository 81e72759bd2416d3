using System.Text;

namespace Pith.Cli.Output;

/// <summary>What is said on stderr. Control characters are made visible: names and messages may come from files.</summary>
internal sealed class Talk(TextWriter error, bool quiet, bool verbose)
{
    internal bool IsQuiet => quiet;

    internal bool IsVerbose => verbose && !quiet;

    internal void Error(string message) => Write($"pith: {message}");

    internal void Say(string message)
    {
        if (!quiet)
        {
            Write(message);
        }
    }

    internal void Detail(string message)
    {
        if (IsVerbose)
        {
            Write(message);
        }
    }

    private void Write(string message)
    {
        var line = new StringBuilder(message.Length);
        foreach (char c in message)
        {
            line.Append(c is '\n' or '\r' ? ' ' : VisibleText.Of(c));
        }

        lock (error)
        {
            error.Write(line.Append('\n'));
        }
    }
}
