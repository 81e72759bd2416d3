using System.Globalization;
using Pith.Text;

namespace Pith.Cli.Diagnosis;

/// <summary>Whether the tokenizers load and count.</summary>
internal static class TokenizerChecks
{
    internal static IEnumerable<Check> Run() => TokenCounters.Names.Select(name => Check.Of($"tokenizer {name}", () =>
    {
        int tokens = TokenCounters.Get(name).Count(SelfTest.Sentence);
        return tokens is > 0 && tokens <= SelfTest.Sentence.Length
            ? string.Create(CultureInfo.InvariantCulture, $"{tokens} tokens in the test sentence")
            : throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"it counts {tokens} tokens in {SelfTest.Sentence.Length} characters."));
    }));
}
