namespace Pith.Content.Lossless;

/// <summary>An encoded text that can't be decoded. The message says why and never contains the text.</summary>
public sealed class LosslessFormatException : FormatException
{
    /// <summary>Makes the exception.</summary>
    public LosslessFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
