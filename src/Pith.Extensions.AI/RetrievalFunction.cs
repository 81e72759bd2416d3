using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Pith.Reversal;

namespace Pith.Extensions.AI;

/// <summary>The retrieval tool as a function: with it the model asks for what was cut. Its answers have the limit of the tool.</summary>
public sealed class RetrievalFunction : AIFunction
{
    private static readonly JsonElement s_schema = JsonElement.Parse(RetrievalTool.Parameters);

    private readonly RetrievalTool _tool;

    /// <summary>Makes it.</summary>
    public RetrievalFunction(RetrievalTool tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        _tool = tool;
    }

    /// <inheritdoc/>
    public override string Name => RetrievalTool.Name;

    /// <inheritdoc/>
    public override string Description => RetrievalTool.Description;

    /// <inheritdoc/>
    public override JsonElement JsonSchema => s_schema;

    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return await _tool.AnswerAsync(Json(arguments), cancellationToken).ConfigureAwait(false);
    }

    // Providers give JSON elements, callers of their own anything; the tool reads strings and whole numbers.
    private static JsonElement Json(AIFunctionArguments arguments)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach ((string name, object? value) in arguments)
            {
                switch (value)
                {
                    case JsonElement { ValueKind: not JsonValueKind.Undefined } element:
                        writer.WritePropertyName(name);
                        element.WriteTo(writer);
                        break;
                    case string text:
                        writer.WriteString(name, text);
                        break;
                    case int or long or short or byte:
                        writer.WriteNumber(name, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                        break;
                    default:
                        break;
                }
            }

            writer.WriteEndObject();
        }

        var reader = new Utf8JsonReader(bytes.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }
}
