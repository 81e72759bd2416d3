using System.Globalization;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Pith.Text;

namespace Pith.Mcp.Tools;

/// <summary><c>count</c>.</summary>
internal sealed class CountTokens(PithMcpOptions options) : PithTool<CountOutput>(
    "count",
    "Count tokens",
    "Count the tokens of a text.",
    [new("text", ParameterKind.Text, "The text.") { IsRequired = true }, CompressionWork.Tokenizer],
    ToolOutputJson.Default.CountOutput)
{
    private protected override Task<ToolAnswer<CountOutput>> RunAsync(ToolArguments arguments, RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        string text = arguments.Text("text")!;
        if (text.Length > options.LargestText)
        {
            throw new ToolException(string.Create(CultureInfo.InvariantCulture, $"text has {text.Length:N0} characters; at most {options.LargestText:N0} are taken. Split it."));
        }

        ITokenCounter counter = CompressionWork.Counter(arguments);
        int tokens = counter.Count(text);
        return Task.FromResult(new ToolAnswer<CountOutput>(
            new CountOutput { Tokens = tokens, Characters = text.Length, Tokenizer = counter.Name },
            string.Create(CultureInfo.InvariantCulture, $"{tokens} tokens ({counter.Name})")));
    }
}
