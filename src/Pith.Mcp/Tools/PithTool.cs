using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Pith.Reversal;
using Pith.Seams;

namespace Pith.Mcp.Tools;

/// <summary>A tool that says what its schemas are, checks its arguments, and turns every failure into a result that the model can read.</summary>
internal abstract class PithTool<TOutput> : McpServerTool
{
    private static readonly JsonSchemaExporterOptions s_schemas = new() { TreatNullObliviousAsNonNullable = true };

    private readonly IReadOnlyList<ToolParameter> _parameters;
    private readonly JsonTypeInfo<TOutput> _output;

    private protected PithTool(string name, string title, string description, IReadOnlyList<ToolParameter> parameters, JsonTypeInfo<TOutput> output)
    {
        _parameters = parameters;
        _output = output;
        ProtocolTool = new Tool
        {
            Name = name,
            Title = title,
            Description = description,
            InputSchema = ToolParameter.Schema(parameters),
            OutputSchema = SchemaOf(output),

            // What they add to is their own store of originals; nothing of the user's is changed, and a second call finds what the first stored.
            Annotations = new ToolAnnotations { Title = title, ReadOnlyHint = true, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false },
        };
    }

    public sealed override Tool ProtocolTool { get; }

    public sealed override IReadOnlyList<object> Metadata => [];

    public sealed override async ValueTask<CallToolResult> InvokeAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var arguments = new ToolArguments(_parameters, request.Params?.Arguments);

            // The loop that reads messages, cancellations among them, must not wait for the work.
            ToolAnswer<TOutput> answer = await Task.Run(() => RunAsync(arguments, request, cancellationToken), cancellationToken).ConfigureAwait(false);
            return new CallToolResult
            {
                Content = [.. answer.Texts.Select(t => new TextContentBlock { Text = t })],
                StructuredContent = JsonSerializer.SerializeToElement(answer.Output, _output),
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is ToolException or CompressionException or OriginalStoreException or ModelFormatException)
        {
            return Failed(e.Message);
        }
#pragma warning disable CA1031 // The boundary at which a failure becomes a result: a call never ends the session, and shows no stack.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Failed($"{ProtocolTool.Name} failed ({e.GetType().Name}). The same call will fail again; try another method, or less text.");
        }
    }

    /// <summary>Does the work.</summary>
    /// <exception cref="ToolException">The model has to call again with something else.</exception>
    private protected abstract Task<ToolAnswer<TOutput>> RunAsync(ToolArguments arguments, RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken);

    private static CallToolResult Failed(string message) => new() { IsError = true, Content = [new TextContentBlock { Text = message }] };

    private static JsonElement SchemaOf(JsonTypeInfo type)
    {
        JsonNode schema = type.GetJsonSchemaAsNode(s_schemas);
        using JsonDocument document = JsonDocument.Parse(schema.ToJsonString());
        return document.RootElement.Clone();
    }
}

/// <summary>What a tool gives: texts for a model to read, and the same as data.</summary>
internal sealed record ToolAnswer<TOutput>(TOutput Output, params string[] Texts);
