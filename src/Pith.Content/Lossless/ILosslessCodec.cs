using Pith.Text;

namespace Pith.Content.Lossless;

/// <summary>Writes one kind of text in fewer tokens, and reads it back.</summary>
/// <remarks>
/// Implementations are immutable and safe for concurrent use. What they write is the body only: <see cref="LosslessTier"/> puts the
/// line in front that says which codecs made it.
/// </remarks>
public interface ILosslessCodec
{
    /// <summary>Name in the first line of an encoded text: 1–8 letters a–z; empty if what it writes needs no decoder.</summary>
    string Id { get; }

    /// <summary>What <see cref="Decode"/> gives back.</summary>
    LosslessGuarantee Guarantee { get; }

    /// <summary>The text in a form that should cost fewer tokens.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="counter">Decides between spellings; only samples are counted.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The body, or null if the text is not of the codec's kind or there is nothing to gain.</returns>
    string? Encode(string text, ITokenCounter counter, CancellationToken cancellationToken);

    /// <summary>The text that a body was made of.</summary>
    /// <param name="encoded">What <see cref="Encode"/> gave back; anything else is an error or decodes to something.</param>
    /// <param name="maxLength">Most characters that the result may have.</param>
    /// <exception cref="LosslessFormatException">The body is malformed, or its text would be longer than <paramref name="maxLength"/>.</exception>
    string Decode(string encoded, int maxLength);
}
