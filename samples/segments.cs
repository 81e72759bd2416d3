#:project ../src/Pith.Standard/Pith.Standard.csproj
#:property PublishAot=false

// A prompt in segments: what may be compressed, what must stay, and what became of each part.
using Pith;
using Pith.Runtimes.Onnx;

var request = new CompressionRequest
{
    Segments =
    [
        new Segment("Answer from the minutes only. If they do not say it, say so.") { Role = SegmentRole.Instruction, Policy = SegmentPolicy.Keep },
        new Segment("Anna: So, um, the order ORD-20417 was, I think, finally shipped last Tuesday.\nBob: It was not paid yet, though, and that is what worries me a little."),
        new Segment("Yesterday we talked about the weather for quite a while.") { Role = SegmentRole.History, Policy = SegmentPolicy.DropIfNeeded },
    ],
    Budget = Budget.Tokens(45),
    Protection = new ProtectionRules { Patterns = [@"\bORD-\d+\b"] },
};

ICompressor keep = StandardMethods.Catalog.Create("keep", OnnxRuntime.Default);
CompressionResult result = await keep.CompressAsync(request);
Console.WriteLine(result.Text);
Console.WriteLine();
foreach (SegmentOutcome segment in result.Segments)
{
    Console.WriteLine($"segment {segment.Index}: {segment.Status}, {segment.TokensBefore} -> {segment.TokensAfter} tokens, {segment.Reason.Text()}");
}
