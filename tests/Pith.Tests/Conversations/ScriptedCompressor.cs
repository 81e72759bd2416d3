using Pith.Reversal;
using Pith.Text;

namespace Pith.Tests.Conversations;

/// <summary>Keeps the first half of a text's lines and marks the rest, and counts its calls.</summary>
internal sealed class ScriptedCompressor : ICompressor
{
    internal int Calls { get; private set; }

    internal List<CompressionRequest> Requests { get; } = [];

    /// <summary>What is done in place of the script; null for the script.</summary>
    internal Func<CompressionRequest, CancellationToken, Task>? Before { get; init; }

    public MethodInfo Method { get; } = MethodCatalog.BuiltIn.Get("head-tail").Info;

    public async ValueTask<CompressionResult> CompressAsync(CompressionRequest request, CancellationToken cancellationToken = default)
    {
        Calls++;
        Requests.Add(request);
        if (Before is not null)
        {
            await Before(request, cancellationToken);
        }

        string text = request.Original;
        int half = text.Length / 2;
        var cut = new TextSpan(half, text.Length);
        string? id = request.Originals is null ? null : OriginalId.Of(cut.Of(text));
        if (request.Originals is not null)
        {
            await request.Originals.StoreAsync(new Dictionary<string, string> { [id!] = cut.Of(text).ToString() }, cancellationToken);
        }

        string marker = new ElisionMarker { Units = 1, Noun = "lines", Tokens = 1, Id = id }.ToString();
        string output = text[..half] + marker;
        int after = request.TokenCounter.Count(output);
        return new CompressionResult
        {
            Text = output,
            Kind = ResultKind.Folded,
            Kept = [new TextSpan(0, half)],
            TokensBefore = request.TokenCounter.Count(text),
            TokensAfter = after,
            Tokenizer = request.TokenCounter.Name,
            Method = Method.Id,
            Segments = [new SegmentOutcome { Index = 0, Text = output, Kept = [new TextSpan(0, half)], TokensBefore = request.TokenCounter.Count(text), TokensAfter = after, Method = Method.Id, Status = SegmentStatus.Applied }],
            Elisions = [new Elision { Span = cut, Marker = marker, Id = id }],
        };
    }
}
