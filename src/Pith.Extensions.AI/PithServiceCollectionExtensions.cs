using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Pith.Conversations;
using Pith.Extensions.AI;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers profiles of context compression.</summary>
public static class PithServiceCollectionExtensions
{
    /// <summary>Adds the unnamed profile.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets its options; null for the defaults.</param>
    /// <remarks>
    /// Registers <see cref="PithProfiles"/>, and the profile's <see cref="ConversationCompressor"/> (keyed by name for named profiles). Uses
    /// these if they are registered: <see cref="Pith.MethodCatalog"/>, <see cref="Pith.Seams.IModelSource"/>, <see cref="IFormStore"/>,
    /// <see cref="TimeProvider"/>. Options are checked when the application starts.
    /// </remarks>
    public static PithBuilder AddPith(this IServiceCollection services, Action<PithOptions>? configure = null) => services.AddPith(Options.Options.DefaultName, configure);

    /// <summary>Adds a named profile.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">Name of the profile.</param>
    /// <param name="configure">Sets its options; null for the defaults.</param>
    public static PithBuilder AddPith(this IServiceCollection services, string name, Action<PithOptions>? configure = null)
    {
        OptionsBuilder<PithOptions> options = Add(services, name, out PithBuilder builder);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        return builder;
    }

    /// <summary>Adds the unnamed profile with options from a configuration; changes to it take effect while the application runs.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The section, such as <c>configuration.GetSection("Pith")</c>.</param>
    public static PithBuilder AddPith(this IServiceCollection services, IConfiguration configuration) => services.AddPith(Options.Options.DefaultName, configuration);

    /// <summary>Adds a named profile with options from a configuration; changes to it take effect while the application runs.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">Name of the profile.</param>
    /// <param name="configuration">The section.</param>
    public static PithBuilder AddPith(this IServiceCollection services, string name, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        OptionsBuilder<PithOptions> options = Add(services, name, out PithBuilder builder);
        options.Bind(configuration, o => o.ErrorOnUnknownConfiguration = true);
        return builder;
    }

    private static OptionsBuilder<PithOptions> Add(IServiceCollection services, string name, out PithBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        PithBuilder? known = services.Select(s => s.ServiceType == typeof(PithBuilder) ? s.ImplementationInstance as PithBuilder : null).FirstOrDefault(b => b?.Name == name);
        OptionsBuilder<PithOptions> options = services.AddOptions<PithOptions>(name);
        if (known is not null)
        {
            builder = known;
            return options;
        }

        builder = new PithBuilder(services, name);
        services.AddSingleton(builder);
        services.TryAddSingleton(s => new PithProfiles(s));
        services.AddSingleton<IValidateOptions<PithOptions>>(s => new PithOptionsValidation(name, s));
        options.ValidateOnStart();
        if (name.Length == 0)
        {
            services.TryAddTransient(s => s.GetRequiredService<PithProfiles>().Get());
        }
        else
        {
            services.TryAddKeyedTransient(name, (s, _) => s.GetRequiredService<PithProfiles>().Get(name));
        }

        return options;
    }
}
