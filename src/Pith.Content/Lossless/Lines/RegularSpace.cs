using System.Globalization;
using System.Text;
using Pith.Text;

namespace Pith.Content.Lossless.Lines;

// First line: what was taken away from all lines alike, as letters with numbers. r: carriage returns; w80: spaces up to column 80;
// d4: four spaces of indentation; u4: three of every four spaces of what indentation is left.

/// <summary>Text without white space that every line has: carriage returns, padding, common indentation, wide indentation steps.</summary>
public sealed class RegularSpace : ILosslessCodec
{
    private const int WidestLine = 10_000;

    /// <inheritdoc/>
    public string Id => "ws";

    /// <inheritdoc/>
    public LosslessGuarantee Guarantee => LosslessGuarantee.Bytes;

    /// <inheritdoc/>
    public string? Encode(string text, ITokenCounter counter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text.Split('\n');
        if (lines.Length < 3)
        {
            return null;
        }

        var flags = new StringBuilder();
        bool last = lines[^1].Length == 0;
        Span<string> body = last ? lines.AsSpan(0, lines.Length - 1) : lines;
        if (last && TakeReturns(body))
        {
            flags.Append('r');
        }

        if (TakePadding(body) is > 0 and int width)
        {
            flags.Append('w').Append(width.ToString(CultureInfo.InvariantCulture));
        }

        if (TakeIndentation(body) is > 0 and int indentation)
        {
            flags.Append('d').Append(indentation.ToString(CultureInfo.InvariantCulture));
        }

        if (TakeSteps(body) is > 1 and int step)
        {
            flags.Append('u').Append(step.ToString(CultureInfo.InvariantCulture));
        }

        return flags.Length == 0 ? null : flags.Append('\n').AppendJoin('\n', lines).ToString();
    }

    /// <inheritdoc/>
    public string Decode(string encoded, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        int end = encoded.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0)
        {
            throw Malformed();
        }

        Dictionary<char, int> flags = Flags(encoded.AsSpan(0, end));
        int width = flags.GetValueOrDefault('w');
        string indentation = new(' ', flags.GetValueOrDefault('d'));
        int step = flags.GetValueOrDefault('u', 1);
        var output = new TextBuffer(maxLength);
        ReadOnlySpan<char> rest = encoded.AsSpan(end + 1);
        while (true)
        {
            int next = rest.IndexOf('\n');
            ReadOnlySpan<char> line = next < 0 ? rest : rest[..next];
            if (line.Length > 0)
            {
                int deep = line.Length - line.TrimStart(' ').Length;
                if ((long)deep * step > maxLength)
                {
                    throw new LosslessFormatException($"The decoded text would be longer than {maxLength}.");
                }

                int before = output.Length;
                output.Append(indentation);
                output.Append(new string(' ', deep * step));
                output.Append(line[deep..]);
                output.Append(new string(' ', Math.Max(0, width - (output.Length - before))));
            }

            if (next < 0)
            {
                return output.ToString();
            }

            output.Append(flags.ContainsKey('r') ? "\r\n" : "\n");
            rest = rest[(next + 1)..];
        }
    }

    private static LosslessFormatException Malformed() => new("The encoded white space is malformed: its first line means nothing.");

    private static Dictionary<char, int> Flags(ReadOnlySpan<char> line)
    {
        var flags = new Dictionary<char, int>();
        for (int i = 0; i < line.Length;)
        {
            char flag = line[i++];
            int value = 0;
            while (i < line.Length && char.IsAsciiDigit(line[i]) && value < WidestLine)
            {
                value = (value * 10) + line[i++] - '0';
            }

            if (flag is not ('r' or 'w' or 'd' or 'u') || value > WidestLine || (value == 0) != (flag == 'r') || !flags.TryAdd(flag, value))
            {
                throw Malformed();
            }
        }

        return flags;
    }

    private static bool TakeReturns(Span<string> lines)
    {
        foreach (string line in lines)
        {
            if (!line.EndsWith('\r'))
            {
                return false;
            }
        }

        foreach (ref string line in lines)
        {
            line = line[..^1];
        }

        return true;
    }

    private static int TakePadding(Span<string> lines)
    {
        int width = 0;
        foreach (string line in lines)
        {
            width = line.EndsWith(' ') ? Math.Max(width, line.Length) : width;
        }

        foreach (string line in lines)
        {
            // A line that is shorter would be filled up, one of spaces would be taken for an empty one.
            if (line.Length > 0 && (line.Length < width || (line.Length > width && line.EndsWith(' ')) || line.AsSpan().Trim(' ').IsEmpty))
            {
                return 0;
            }
        }

        if (width is 0 or > WidestLine)
        {
            return 0;
        }

        foreach (ref string line in lines)
        {
            line = line.TrimEnd(' ');
        }

        return width;
    }

    private static int TakeIndentation(Span<string> lines)
    {
        int common = int.MaxValue;
        foreach (string line in lines)
        {
            int deep = line.Length - line.AsSpan().TrimStart(' ').Length;
            common = line.Length == 0 ? common : Math.Min(common, deep == line.Length ? deep - 1 : deep);
        }

        if (common is 0 or > WidestLine)
        {
            return 0;
        }

        foreach (ref string line in lines)
        {
            line = line.Length == 0 ? line : line[common..];
        }

        return common;
    }

    private static int TakeSteps(Span<string> lines)
    {
        int step = 0;
        foreach (string line in lines)
        {
            int deep = line.Length - line.AsSpan().TrimStart(' ').Length;
            while (deep > 0)
            {
                (step, deep) = (deep, step % deep);
            }
        }

        if (step is < 2 or > WidestLine)
        {
            return 0;
        }

        foreach (ref string line in lines)
        {
            int deep = line.Length - line.AsSpan().TrimStart(' ').Length;
            line = line[(deep - (deep / step))..];
        }

        return step;
    }
}
