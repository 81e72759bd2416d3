using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Pith.Mcp.Tools;

/// <summary><c>methods</c>.</summary>
internal sealed class ListMethods(PithMcpOptions options) : PithTool<MethodsOutput>(
    "methods",
    "List methods",
    "List the methods that compress, with what each is for.",
    [new("family", ParameterKind.Text, "Only this family.") { Allowed = [.. options.Catalog.Entries.Select(e => Word(e.Info.Family)).Distinct()] }],
    ToolOutputJson.Default.MethodsOutput)
{
    private protected override Task<ToolAnswer<MethodsOutput>> RunAsync(ToolArguments arguments, RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        string? family = arguments.Text("family");
        MethodInfo[] methods = [.. options.Catalog.Entries.Select(e => e.Info).Where(m => family is null || Word(m.Family) == family)];
        var output = new MethodsOutput
        {
            Default = options.Method,
            Methods =
            [
                .. methods.Select(m => new MethodOutput
                {
                    Id = m.Id,
                    Family = Word(m.Family),
                    Idea = m.Idea,
                    Limits = m.Limits,
                    Question = Word(m.Question),
                    Model = m.Seam == Seam.None ? "none" : Word(m.Seam),
                    Fidelity = Word(m.Fidelity),
                }),
            ],
        };
        return Task.FromResult(new ToolAnswer<MethodsOutput>(output, string.Join('\n', methods.Select(m => $"{m.Id} ({Word(m.Family)}): {m.Idea}"))));
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
