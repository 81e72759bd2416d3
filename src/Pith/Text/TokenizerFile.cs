namespace Pith.Text;

/// <summary>Token counters out of tokenizer files.</summary>
internal static class TokenizerFile
{
    internal static ITokenCounter Open(string path) =>
        throw new CompressionException(CompressionError.UnknownTokenizer, $"{Path.GetFileName(path)} is no tokenizer file that can be read here.");
}
