using System.Text;

namespace Pith.Content.Lossless;

/// <summary>Lines of a decoded text, up to a limit.</summary>
internal sealed class TextBuffer(int limit)
{
    private readonly StringBuilder _text = new();
    private bool _any;

    internal int Length => _text.Length;

    internal void Line(ReadOnlySpan<char> beginning, ReadOnlySpan<char> rest)
    {
        if (_any)
        {
            Append("\n");
        }

        _any = true;
        Append(beginning);
        Append(rest);
    }

    internal void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > limit - _text.Length)
        {
            throw new LosslessFormatException($"The decoded text would be longer than {limit}.");
        }

        _text.Append(text);
    }

    public override string ToString() => _text.ToString();
}
