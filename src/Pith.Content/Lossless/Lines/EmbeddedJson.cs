using System.Text;
using Pith.Content.Lossless.Json;
using Pith.Text;

namespace Pith.Content.Lossless.Lines;

/// <summary>Lines that end with JSON, such as calls and answers of tools, without the spaces that most writers put into it.</summary>
/// <remarks>Nothing marks such a line: a decoder puts the spaces back wherever a line ends with JSON, and the codec declines a text where that would be wrong.</remarks>
public sealed class EmbeddedJson : ILosslessCodec
{
    private const int MostAttempts = 8;
    private const int ShortestJson = 12;

    private static readonly JsonStyle s_spaced = JsonStyle.All.Single(s => s.Id == "sp");

    /// <inheritdoc/>
    public string Id => "emb";

    /// <inheritdoc/>
    public LosslessGuarantee Guarantee => LosslessGuarantee.Bytes;

    /// <inheritdoc/>
    public string? Encode(string text, ITokenCounter counter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool fits = true;
        bool gained = false;
        string encoded = Rewrite(text, int.MaxValue, Compact, cancellationToken);
        string Compact(string json, JsonTape tape)
        {
            fits &= s_spaced.Wrote(json, tape);
            gained |= fits;
            return MinifiedJson.Encode(tape);
        }

        return fits && gained && encoded.Length < text.Length && string.Equals(Decode(encoded, text.Length), text, StringComparison.Ordinal) ? encoded : null;
    }

    /// <inheritdoc/>
    public string Decode(string encoded, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        return Rewrite(encoded, maxLength, (json, _) => s_spaced.Decode(json, maxLength), CancellationToken.None);
    }

    private static string Rewrite(string text, int maxLength, Func<string, JsonTape, string> rewrite, CancellationToken cancellationToken)
    {
        var output = new StringBuilder(text.Length);
        foreach (Range range in text.AsSpan().Split('\n'))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<char> line = text.AsSpan(range);
            output.Append(output.Length > 0 || range.Start.Value > 0 ? "\n" : string.Empty);
            ReadOnlySpan<char> body = line.TrimEnd('\r');
            (int start, JsonTape? tape) = JsonAtEnd(body);
            if (tape is not null)
            {
                output.Append(body[..start]).Append(rewrite(body[start..].ToString(), tape)).Append(line[body.Length..]);
            }
            else
            {
                output.Append(line);
            }

            if (output.Length > maxLength)
            {
                throw new LosslessFormatException($"The decoded text would be longer than {maxLength}.");
            }
        }

        return output.ToString();
    }

    private static (int Start, JsonTape? Tape) JsonAtEnd(ReadOnlySpan<char> line)
    {
        if (line is not [.., '}' or ']'])
        {
            return (0, null);
        }

        int from = 0;
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            int next = line[from..].IndexOfAny('{', '[');
            if (next < 0 || line.Length - from - next < ShortestJson)
            {
                break;
            }

            from += next;
            if (JsonTape.TryParse(line[from..].ToString()) is { Roots: 1 } tape)
            {
                return (from, tape);
            }

            from++;
        }

        return (0, null);
    }
}
