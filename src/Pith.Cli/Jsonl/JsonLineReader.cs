using System.Text;

namespace Pith.Cli.Jsonl;

/// <summary>A line of the input.</summary>
internal readonly struct JsonLine
{
    internal JsonLine(long number, byte[]? bytes)
    {
        Number = number;
        Bytes = bytes;
    }

    /// <summary>Its number, from 1; blank lines count.</summary>
    internal long Number { get; }

    /// <summary>What it holds, without its end; null if that is too much.</summary>
    internal byte[]? Bytes { get; }
}

/// <summary>Cuts a stream into lines; holds one at a time.</summary>
internal sealed class JsonLineReader(Stream stream, int longestLine = JsonLineReader.LongestLine)
{
    /// <summary>Most bytes of a line: a text of the largest size with every character escaped.</summary>
    internal const int LongestLine = 512 << 20;

    private const int Block = 64 * 1024;
    private const int KeptBuffer = 4 << 20;

    private byte[] _buffer = new byte[Block];
    private int _start;
    private int _end;
    private long _number;
    private bool _ended;

    /// <summary>The next line that is not blank; null at the end.</summary>
    internal async ValueTask<JsonLine?> ReadAsync(CancellationToken cancellationToken)
    {
        int searched = 0;
        bool tooLong = false;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0 || (_ended && (_end > _start || tooLong)))
            {
                length = length >= 0 ? searched + length : _end - _start;
                JsonLine line = Take(length, tooLong);
                searched = 0;
                tooLong = false;
                if (line.Bytes is null || !IsBlank(line.Bytes))
                {
                    return line;
                }

                continue;
            }

            if (_ended)
            {
                return null;
            }

            searched = _end - _start;
            if (searched > longestLine)
            {
                tooLong = true;
                _start = _end;
                searched = 0;
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsBlank(byte[] line) => line.AsSpan().IndexOfAnyExcept(" \t\r"u8) < 0;

    private JsonLine Take(int length, bool tooLong)
    {
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(_start, length);
        _start = Math.Min(_end, _start + length + 1);
        _number++;
        if (tooLong || length > longestLine)
        {
            return new JsonLine(_number, null);
        }

        return new JsonLine(_number, (_number == 1 && bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes).ToArray());
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        int held = _end - _start;
        if (_start > 0 && (held == 0 || _end == _buffer.Length))
        {
            // One huge line must not keep its buffer for the millions of small ones after it.
            byte[] target = _buffer.Length > KeptBuffer && held < Block ? new byte[Block] : _buffer;
            _buffer.AsSpan(_start, held).CopyTo(target);
            _buffer = target;
            (_start, _end) = (0, held);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, Array.MaxLength));
        }

        int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        _end += read;
        _ended = read == 0;
    }
}
