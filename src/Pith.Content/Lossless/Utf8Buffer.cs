using System.Text;

namespace Pith.Content.Lossless;

/// <summary>Grows as it is written to, up to a limit.</summary>
internal sealed class Utf8Buffer(int limit)
{
    private byte[] _bytes = new byte[256];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    internal void Append(byte value)
    {
        if (Length == _bytes.Length || Length >= limit)
        {
            Grow(1);
        }

        _bytes[Length++] = value;
    }

    internal void Append(ReadOnlySpan<byte> values)
    {
        if (values.Length > _bytes.Length - Length || values.Length > limit - Length)
        {
            Grow(values.Length);
        }

        values.CopyTo(_bytes.AsSpan(Length));
        Length += values.Length;
    }

    internal void Append(int number)
    {
        Span<byte> digits = stackalloc byte[12];
        _ = number.TryFormat(digits, out int written, provider: System.Globalization.CultureInfo.InvariantCulture);
        Append(digits[..written]);
    }

    /// <summary>Appends what stands at another place of the buffer.</summary>
    internal void Repeat(int start, int length)
    {
        if (length > _bytes.Length - Length || length > limit - Length)
        {
            Grow(length);
        }

        _bytes.AsSpan(start, length).CopyTo(_bytes.AsSpan(Length));
        Length += length;
    }

    internal void Truncate(int length) => Length = length;

    public override string ToString() => Encoding.UTF8.GetString(Written);

    private void Grow(int more)
    {
        long needed = (long)Length + more;
        if (needed > limit)
        {
            throw new LosslessFormatException($"The decoded text would be longer than {limit}.");
        }

        Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, _bytes.Length * 2L)));
    }
}
