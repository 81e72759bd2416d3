using Pith.Text;

namespace Pith.Content.Lossless.Json;

/// <summary>JSON or JSON Lines without white space between tokens. It is JSON still, so it needs no decoder and no first line.</summary>
public sealed class MinifiedJson : ILosslessCodec
{
    /// <inheritdoc/>
    public string Id => string.Empty;

    /// <inheritdoc/>
    public LosslessGuarantee Guarantee => LosslessGuarantee.Value;

    /// <inheritdoc/>
    public string? Encode(string text, ITokenCounter counter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        return JsonTape.TryParse(text) is { } tape && Encode(tape) is var small && small.Length < text.Length ? small : null;
    }

    /// <inheritdoc/>
    public string Decode(string encoded, int maxLength) => encoded;

    internal static string Encode(JsonTape tape)
    {
        var output = new Utf8Buffer(Array.MaxLength);
        for (int node = 1; node < tape.Nodes.Length; node = tape.Nodes[node].End)
        {
            if (node > 1)
            {
                output.Append((byte)'\n');
            }

            tape.Minify(node, output);
        }

        return output.ToString();
    }
}
