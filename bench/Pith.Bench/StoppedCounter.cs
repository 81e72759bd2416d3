using System.Diagnostics;
using Pith.Text;

namespace Pith.Bench;

/// <summary>Counts tokens of o200k_base and the time that it takes, so that it can be left out of a method's own.</summary>
internal sealed class StoppedCounter : ITokenCounter
{
    public string Name => TokenCounters.O200kBase.Name;

    internal TimeSpan Elapsed { get; private set; }

    public int Count(ReadOnlySpan<char> text)
    {
        long start = Stopwatch.GetTimestamp();
        int count = TokenCounters.O200kBase.Count(text);
        Elapsed += Stopwatch.GetElapsedTime(start);
        return count;
    }
}
