using System.Text;
using Pith.Text;

namespace Pith.Content.Lossless.Json;

/// <summary>
/// JSON as an outline: a line a member (<c>key:value</c>), arrays of like records as tables with their keys once, equal objects as
/// the path of the first, shared beginnings of strings by number.
/// </summary>
public sealed class OutlineJson : ILosslessCodec
{
    private const int MostRounds = 3;

    private readonly bool _lines;

    private OutlineJson(bool lines) => _lines = lines;

    /// <summary>One JSON value.</summary>
    public static OutlineJson Value { get; } = new(false);

    /// <summary>JSON Lines: several values.</summary>
    public static OutlineJson Lines { get; } = new(true);

    /// <inheritdoc/>
    public string Id => _lines ? "ndjson" : "json";

    /// <inheritdoc/>
    public LosslessGuarantee Guarantee => LosslessGuarantee.Value;

    /// <inheritdoc/>
    public string? Encode(string text, ITokenCounter counter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(counter);
        return JsonTape.TryParse(text) is { } tape ? Encode(tape, counter, cancellationToken) : null;
    }

    /// <inheritdoc/>
    public string Decode(string encoded, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        JsonTape tape = DecodeToTape(encoded, maxLength);
        if (!_lines)
        {
            return Encoding.UTF8.GetString(tape.Source);
        }

        var output = new Utf8Buffer(maxLength);
        for (int child = 2; child < tape.Nodes.Length; child = tape.Nodes[child].End)
        {
            output.Append(child > 2 ? "\n"u8 : []);
            tape.Minify(child, output);
        }

        return output.ToString();
    }

    /// <summary>One value: for JSON Lines an array of the values.</summary>
    internal JsonTape DecodeToTape(string encoded, int maxLength)
    {
        ReadOnlySpan<byte> json = new OutlineReader(Encoding.UTF8.GetBytes(encoded), maxLength).Read();
        JsonTape tape = JsonTape.TryParse(json.ToArray()) ?? throw new LosslessFormatException("What the encoded JSON decodes to is not JSON.");
        return tape.Roots == 1 && (!_lines || tape.Nodes[1].Kind == JsonKind.Array) ? tape : throw new LosslessFormatException("The encoded JSON decodes to something else than one value.");
    }

    internal bool IsSame(JsonTape original, JsonTape decoded) => _lines ? JsonTape.SameTokens(original, 0, decoded, 1) : JsonTape.SameTokens(original, 0, decoded, 0);

    internal string? Encode(JsonTape tape, ITokenCounter counter, CancellationToken cancellationToken)
    {
        int root = _lines ? 0 : 1;
        if (tape.Roots > 1 != _lines || tape.Nodes[root].Count == 0)
        {
            return null;
        }

        List<(int Start, int Length)> prefixes = [];
        string? outline = null;
        for (int round = 0; round < MostRounds; round++)
        {
            var writer = new OutlineWriter(tape, counter, prefixes, cancellationToken);
            outline = writer.Write(root);
            List<(int Start, int Length)> better = round == 0
                ? new SharedPrefixes(tape).Find(writer.Alone, cancellationToken)
                : [.. prefixes.Where((p, i) => writer.Uses[i] * (p.Length - 7) > p.Length + 8)];
            if (outline is null || better.Count == prefixes.Count)
            {
                break;
            }

            prefixes = better;
        }

        return outline;
    }
}
