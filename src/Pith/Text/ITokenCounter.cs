namespace Pith.Text;

/// <summary>Counts tokens as the target model will.</summary>
/// <remarks>Implementations are immutable and safe for concurrent use. Spellings of special tokens in the text count as plain text.</remarks>
public interface ITokenCounter
{
    /// <summary>Name that goes into results, such as <c>o200k_base</c>.</summary>
    string Name { get; }

    /// <summary>Number of tokens of <paramref name="text"/>, without any begin or end marker. Never throws, whatever the text holds.</summary>
    int Count(ReadOnlySpan<char> text);
}
