using System.IO.Pipelines;
using System.Text;

namespace Pith.Cli.Tests.Jsonl;

/// <summary>Asks a question, waits for its answer, and only then asks the next.</summary>
internal sealed class Conversation : IDisposable
{
    private readonly Pipe _in = new();
    private readonly Pipe _out = new();
    private readonly StreamReader _answers;

    internal Conversation()
    {
        Questions = _in.Reader.AsStream();
        Answers = _out.Writer.AsStream();
        _answers = new StreamReader(_out.Reader.AsStream());
    }

    internal Stream Questions { get; }

    internal Stream Answers { get; }

    internal async Task<string> AskAsync(string question)
    {
        await _in.Writer.WriteAsync(Encoding.UTF8.GetBytes(question), TestContext.Current.CancellationToken);
        return await _answers.ReadLineAsync(TestContext.Current.CancellationToken) ?? string.Empty;
    }

    internal void End() => _in.Writer.Complete();

    public void Dispose()
    {
        Questions.Dispose();
        Answers.Dispose();
        _answers.Dispose();
    }
}
