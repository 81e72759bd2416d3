using System.CommandLine;
using Pith.Text;

namespace Pith.Cli.Options;

/// <summary>The option that names the target model's tokenizer.</summary>
internal sealed class TokenizerOption
{
    private readonly Option<string?> _name = new("--tokenizer", "-t")
    {
        HelpName = "NAME|FILE",
        Description = $"Tokenizer of the target model: {string.Join(", ", TokenCounters.Names)}, or a tokenizer file. Default: {TokenCounters.O200kBase.Name}.",
    };

    internal void AddTo(Command command) => command.Add(_name);

    /// <exception cref="CompressionException">There is no such tokenizer.</exception>
    internal ITokenCounter Read(ParseResult parsed)
    {
        ITokenCounter counter = parsed.GetValue(_name) is { Length: > 0 } name ? TokenCounters.Get(name) : new CompressionSettings().Counter;
        Compressors.WarmUp(counter);
        return counter;
    }
}
