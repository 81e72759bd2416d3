using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pith;
using Pith.Conversations;
using Pith.Extensions.AI;
using Pith.Reversal;
using Pith.Runtimes.Onnx;

namespace Microsoft.Extensions.AI;

/// <summary>Puts context compression into a pipeline of chat clients.</summary>
public static class PithChatClientBuilderExtensions
{
    private static readonly Lazy<ConversationCompressor> s_default = new(() => new ConversationCompressor(ConversationPolicy.Default, id => StandardMethods.Catalog.Create(id, OnnxRuntime.Default)));

    /// <summary>Compresses the texts of each request. Stands after <c>UseFunctionInvocation()</c>, so that each round of a tool loop passes through it.</summary>
    /// <param name="builder">The pipeline; what is added first is outermost.</param>
    /// <param name="compressor">
    /// What compresses. If null: the unnamed profile of <c>AddPith()</c>, if there is one; otherwise a compressor that is registered; otherwise
    /// one for the process with <see cref="ConversationPolicy.Default"/>: results of tools, to half of their tokens.
    /// </param>
    /// <param name="configure">Sets up the client.</param>
    public static ChatClientBuilder UseContextCompression(this ChatClientBuilder builder, ConversationCompressor? compressor = null, Action<ContextCompressionChatClient>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use((inner, services) =>
        {
            ILoggerFactory? loggers = services.GetService<ILoggerFactory>();
            ContextCompressionChatClient client = compressor is null && services.GetService<PithProfiles>() is { } profiles && profiles.Has(string.Empty)
                ? new(inner, profiles, loggers: loggers)
                : new(inner, compressor ?? services.GetService<ConversationCompressor>() ?? s_default.Value, loggers);
            configure?.Invoke(client);
            return client;
        });
    }

    /// <summary>Compresses the texts of each request by a named profile of <c>AddPith()</c>.</summary>
    /// <param name="builder">The pipeline; what is added first is outermost.</param>
    /// <param name="profile">Name of the profile.</param>
    /// <param name="configure">Sets up the client.</param>
    public static ChatClientBuilder UseContextCompression(this ChatClientBuilder builder, string profile, Action<ContextCompressionChatClient>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(profile);
        return builder.Use((inner, services) =>
        {
            var client = new ContextCompressionChatClient(inner, services.GetRequiredService<PithProfiles>(), profile, services.GetService<ILoggerFactory>());
            configure?.Invoke(client);
            return client;
        });
    }

    /// <summary>Offers the tool with which the model asks for what was cut, on every request. Stands before <c>UseFunctionInvocation()</c>.</summary>
    /// <param name="builder">The pipeline; what is added first is outermost.</param>
    /// <param name="tool">The tool over the store that the compressor writes to; null for that of a profile.</param>
    /// <param name="profile">Name of the profile; null for the unnamed one.</param>
    /// <remarks>The caller's options are not changed. Building fails if nothing further inside invokes functions, or if the profile keeps no originals.</remarks>
    public static ChatClientBuilder AddRetrievalTool(this ChatClientBuilder builder, RetrievalTool? tool = null, string? profile = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use((inner, services) => new RetrievalChatClient(inner, new RetrievalFunction(tool
            ?? services.GetRequiredService<PithProfiles>().RetrievalTool(profile)
            ?? throw new InvalidOperationException("The profile keeps no originals: set its Originals, or give a RetrievalTool."))));
    }
}
