using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Pith.Mcp.Tools;

/// <summary><c>compress_text</c>.</summary>
internal sealed class CompressText(CompressionWork work) : PithTool<CompressionOutput>(
    "compress_text",
    "Compress text",
    "Shorten a text to a token budget; what is kept is the original's.",
    [new("text", ParameterKind.Text, "The text.") { IsRequired = true }, .. work.Parameters],
    ToolOutputJson.Default.CompressionOutput)
{
    private protected override Task<ToolAnswer<CompressionOutput>> RunAsync(ToolArguments arguments, RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken) =>
        work.CompressAsync(arguments.Text("text")!, null, arguments, request, cancellationToken);
}
