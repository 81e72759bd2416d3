using System.Globalization;
using System.Text;
using Pith.Text;

namespace Pith.Content.Lossless.Lines;

// "~=text" begins the following lines with text; "~x3" repeats the line before three more times; "~~..." is a line that begins with "~".

/// <summary>Lines without the beginning that they share with their neighbours, and runs of equal lines as a number.</summary>
public sealed class LogLines : ILosslessCodec
{
    private const int MostInRun = 256;
    private const int DirectiveTokens = 3;

    // Two lines that begin alike are easier to read as they are.
    private const int LeastLines = 3;

    /// <inheritdoc/>
    public string Id => "log";

    /// <inheritdoc/>
    public LosslessGuarantee Guarantee => LosslessGuarantee.Bytes;

    /// <inheritdoc/>
    public string? Encode(string text, ITokenCounter counter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text.Split('\n');
        var output = new StringBuilder(text.Length);
        string prefix = string.Empty;
        int runEnd = 0;
        bool gained = false;
        for (int i = 0; i < lines.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (i >= runEnd)
            {
                (int length, runEnd) = Run(lines, i);
                if (length != prefix.Length || !lines[i].StartsWith(prefix, StringComparison.Ordinal))
                {
                    prefix = lines[i][..length];
                    Begin(output).Append("~=").Append(prefix);
                    gained |= length > 0;
                }
            }

            string rest = lines[i][prefix.Length..];
            Begin(output).Append(rest.StartsWith('~') ? "~" : string.Empty).Append(rest);
            int same = 1;
            while (i + same < lines.Length && string.Equals(lines[i + same], lines[i], StringComparison.Ordinal))
            {
                same++;
            }

            if (same > 1 && i + same < lines.Length && RoughTokens.Count(rest) * (same - 1) + same > DirectiveTokens + 2)
            {
                Begin(output).Append("~x").Append((same - 1).ToString(CultureInfo.InvariantCulture));
                gained = true;
                i += same;
            }
            else
            {
                i++;
            }
        }

        return gained ? output.ToString(1, output.Length - 1) : null;
    }

    /// <inheritdoc/>
    public string Decode(string encoded, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        var output = new TextBuffer(maxLength);
        string prefix = string.Empty;
        string? last = null;
        foreach (Range range in encoded.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> line = encoded.AsSpan(range);
            if (line is not ['~', ..] || line is ['~', '~', ..])
            {
                ReadOnlySpan<char> rest = line is ['~', ..] ? line[1..] : line;
                output.Line(prefix, rest);
                last = string.Concat(prefix, rest);
            }
            else if (line is ['~', '=', ..])
            {
                prefix = line[2..].ToString();
            }
            else if (line is ['~', 'x', ..] && last is not null && int.TryParse(line[2..], NumberStyles.None, CultureInfo.InvariantCulture, out int times))
            {
                if ((long)times * (last.Length + 1) > maxLength)
                {
                    throw new LosslessFormatException($"The decoded text would be longer than {maxLength}.");
                }

                for (int i = 0; i < times; i++)
                {
                    output.Line(last, []);
                }
            }
            else
            {
                throw new LosslessFormatException("The encoded lines are malformed: a line begins with ~ and means nothing.");
            }
        }

        return output.ToString();
    }

    // The first character is a line end that is cut off at last.
    private static StringBuilder Begin(StringBuilder output) => output.Append('\n');

    /// <summary>The beginning that saves most over the lines from here on, and where they end.</summary>
    private static (int Length, int End) Run(string[] lines, int from)
    {
        ReadOnlySpan<char> first = lines[from];
        int common = first.Length;
        int bestGain = 0;
        (int Length, int End) best = (0, from + 1);
        int weighed = -1;
        int tokens = 0;
        for (int to = from + 1; to < lines.Length && to - from < MostInRun; to++)
        {
            common = first[..common].CommonPrefixLength(lines[to]);
            int length = Boundary(first, common);
            if (length != weighed)
            {
                weighed = length;
                tokens = RoughTokens.Count(first[..length]);
            }

            if (tokens < 2)
            {
                break;
            }

            int gain = (tokens * (to - from)) - (2 * DirectiveTokens);
            if (gain > bestGain && to - from >= LeastLines - 1)
            {
                bestGain = gain;
                best = (length, to + 1);
            }
        }

        return best;
    }

    // Not inside a word or a number, and with a space left to what follows: tokens begin with spaces.
    private static int Boundary(ReadOnlySpan<char> line, int length)
    {
        while (length > 0 && length < line.Length && (char.IsLetterOrDigit(line[length - 1]) || char.IsSurrogate(line[length - 1])) && (char.IsLetterOrDigit(line[length]) || char.IsSurrogate(line[length])))
        {
            length--;
        }

        while (length > 0 && line[length - 1] is ' ' or '\r')
        {
            length--;
        }

        return length;
    }
}
