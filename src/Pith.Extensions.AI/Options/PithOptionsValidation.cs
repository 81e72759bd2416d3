using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pith.Reversal;

namespace Pith.Extensions.AI;

/// <summary>Says what is wrong with a profile's options before anything is sent by them.</summary>
internal sealed class PithOptionsValidation(string profile, IServiceProvider services) : IValidateOptions<PithOptions>
{
    public ValidateOptionsResult Validate(string? name, PithOptions options)
    {
        if (name != profile)
        {
            return ValidateOptionsResult.Skip;
        }

        var reader = new PolicyReader(PithProfiles.CatalogOf(services));
        reader.Read(options, [], summarizer: null);
        List<string> failures = [.. reader.Failures];
        if (services.GetService<IServiceProviderIsService>() is { } known)
        {
            if (options.Originals == OriginalStoreKind.Distributed && !known.IsService(typeof(IDistributedCache)))
            {
                failures.Add("Originals is Distributed; no IDistributedCache is registered.");
            }

            if (options.Originals == OriginalStoreKind.Service && !known.IsService(typeof(IOriginalStore)))
            {
                failures.Add("Originals is Service; no IOriginalStore is registered.");
            }
        }

        string where = profile.Length == 0 ? "Pith: " : $"Pith profile '{profile}': ";
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures.Select(f => where + f));
    }
}
