namespace Pith.Text;

/// <summary>Token counters by name or file.</summary>
public static class TokenCounters
{
    /// <summary>o200k_base: GPT-4o and later models of OpenAI. The default.</summary>
    public static ITokenCounter O200kBase => TiktokenCounter.O200kBase;

    /// <summary>cl100k_base: GPT-4 and GPT-3.5.</summary>
    public static ITokenCounter Cl100kBase => TiktokenCounter.Cl100kBase;

    /// <summary>gpt2: GPT-2.</summary>
    public static ITokenCounter Gpt2 => TiktokenCounter.Gpt2;

    /// <summary>Names that need no file.</summary>
    public static IReadOnlyList<string> Names { get; } = ["o200k_base", "cl100k_base", "gpt2"];

    /// <summary>The counter with this name, or the one that a tokenizer file describes.</summary>
    /// <param name="nameOrFile">
    /// One of <see cref="Names"/>, or the path of a tokenizer file: <c>tokenizer.json</c> (byte-level BPE), <c>*.model</c> (SentencePiece), <c>*.tiktoken</c>.
    /// </param>
    /// <exception cref="CompressionException">There is no such name or file, or the file can't be read; the message lists the names.</exception>
    public static ITokenCounter Get(string nameOrFile)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrFile);
        return nameOrFile switch
        {
            "o200k_base" => O200kBase,
            "cl100k_base" => Cl100kBase,
            "gpt2" => Gpt2,
            _ when File.Exists(nameOrFile) => TokenizerFile.Open(nameOrFile),
            _ => throw new CompressionException(
                CompressionError.UnknownTokenizer,
                $"There is no tokenizer '{nameOrFile}'.{NearestName.Suggestion(nameOrFile, Names)} Known: {string.Join(", ", Names)}; or give the path of a tokenizer file (tokenizer.json, *.model, *.tiktoken)."),
        };
    }
}
