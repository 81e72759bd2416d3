using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pith.Conversations;

namespace Pith.Extensions.AI;

/// <summary>Adds to a profile what a configuration can't say.</summary>
public sealed class PithBuilder
{
    private readonly List<ConversationRule> _rules = [];

    internal PithBuilder(IServiceCollection services, string name)
    {
        Services = services;
        Name = name;
    }

    /// <summary>The services of the application.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Name of the profile; empty for the unnamed one.</summary>
    public string Name { get; }

    internal IReadOnlyList<ConversationRule> Rules => _rules;

    internal Func<IServiceProvider, IHistorySummarizer>? Summarizer { get; private set; }

    /// <summary>Adds a rule before those of the options.</summary>
    public PithBuilder AddRule(ConversationRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        _rules.Add(rule);
        return this;
    }

    /// <summary>Shortens the results of a tool with a compressor of one's own.</summary>
    /// <param name="tool">Name of the tool, where <c>*</c> stands for any letters.</param>
    /// <param name="compressor">The compressor, such as a <see cref="TextReducer"/>.</param>
    /// <param name="budget">What it may use of each text; null for half of the tokens.</param>
    /// <param name="leastTokens">Results of fewer tokens are left as they are.</param>
    public PithBuilder AddToolReducer(string tool, ICompressor compressor, Budget? budget = null, int leastTokens = 256)
    {
        ArgumentException.ThrowIfNullOrEmpty(tool);
        ArgumentNullException.ThrowIfNull(compressor);
        return AddRule(new ConversationRule { Role = ConversationRole.Tool, Tool = tool, Compressor = compressor, Budget = budget ?? Budget.Default, LeastTokens = leastTokens });
    }

    /// <summary>Says old turns shorter with a model, where the options have a history budget.</summary>
    /// <param name="client">Gives the client that is asked. It should not be one that compresses with this profile.</param>
    /// <param name="options">Model and settings; null for the client's own.</param>
    public PithBuilder AddHistorySummarizer(Func<IServiceProvider, IChatClient> client, ChatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        Summarizer = services => new ChatHistorySummarizer(client(services), options, services.GetService<ILoggerFactory>());
        return this;
    }
}
