using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Pith.Mcp.Files;

namespace Pith.Mcp.Tools;

/// <summary><c>compress_file</c>.</summary>
internal sealed class CompressFile(CompressionWork work, AllowedRoots roots) : PithTool<CompressionOutput>(
    "compress_file",
    "Compress file",
    "Read a text file of the allowed folders and shorten it to a token budget.",
    [new("path", ParameterKind.Text, "Absolute, or relative to an allowed folder.") { IsRequired = true }, .. work.Parameters],
    ToolOutputJson.Default.CompressionOutput)
{
    private protected override async Task<ToolAnswer<CompressionOutput>> RunAsync(ToolArguments arguments, RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        (string name, string text) = await roots.ReadAsync(arguments.Text("path")!, work.Options.LargestText, cancellationToken).ConfigureAwait(false);
        return await work.CompressAsync(text, name, arguments, request, cancellationToken).ConfigureAwait(false);
    }
}
