using System.Text;
using System.Threading.RateLimiting;
using Pith.Gateway.Configuration;

namespace Pith.Gateway.Keys;

/// <summary>A client with its limits.</summary>
internal sealed class ClientKey(string name, KeyOptions options, FixedWindowRateLimiter? requests, TokenBudget? tokens)
{
    internal string Name => name;

    internal string Hash { get; } = options.Hash!;

    internal bool IsAdmin { get; } = options.Admin;

    internal int RequestsPerMinute { get; } = options.RequestsPerMinute;

    internal FixedWindowRateLimiter? Requests => requests;

    internal TokenBudget? Tokens => tokens;
}

/// <summary>The clients that may use the gateway.</summary>
internal sealed class ClientKeys
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    // Where the three APIs and Azure put keys.
    private static readonly string[] s_upstreamHeaders = ["x-api-key", "api-key"];

    private readonly ClientKey[] _keys;

    /// <summary>Makes them; a client whose limits are as they were keeps what it has used of them.</summary>
    internal ClientKeys(IReadOnlyDictionary<string, KeyOptions> options, ClientKeys? before, TimeProvider time) =>
        _keys = [.. options.Select(o => Make(o.Key, o.Value, before?._keys.FirstOrDefault(k => string.Equals(k.Name, o.Key, StringComparison.OrdinalIgnoreCase)), time))];

    internal bool AreAsked => _keys.Length > 0;

    internal IReadOnlyList<ClientKey> All => _keys;

    /// <summary>Finds the client of a request and takes its key out of the headers, so that it goes no further.</summary>
    /// <returns>The client; null if the request has no key that is known.</returns>
    internal ClientKey? Take(IHeaderDictionary headers)
    {
        if (headers.TryGetValue("x-pith-key", out var own))
        {
            headers.Remove("x-pith-key");
            return Find(own.ToString());
        }

        string authorization = headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && Find(authorization[Bearer.Length..].Trim()) is { } bearer)
        {
            headers.Remove("Authorization");
            return bearer;
        }

        if (authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && Find(Password(authorization[Basic.Length..].Trim())) is { } browser)
        {
            headers.Remove("Authorization");
            return browser;
        }

        foreach (string header in s_upstreamHeaders)
        {
            if (headers.TryGetValue(header, out var value) && Find(value.ToString().Trim()) is { } client)
            {
                headers.Remove(header);
                return client;
            }
        }

        return null;
    }

    // What a browser asks its user for: any name, and the key as the password.
    private static string Password(string credentials)
    {
        byte[] bytes = new byte[credentials.Length];
        return Convert.TryFromBase64String(credentials, bytes, out int written) ? Encoding.UTF8.GetString(bytes, 0, written).Split(':', 2)[^1] : string.Empty;
    }

    private ClientKey? Find(string key) =>
        key.StartsWith(KeyHash.KeyPrefix, StringComparison.Ordinal) && key.Length <= 200 ? _keys.FirstOrDefault(k => KeyHash.Matches(k.Hash, key)) : null;

    private static ClientKey Make(string name, KeyOptions options, ClientKey? before, TimeProvider time)
    {
        FixedWindowRateLimiter? requests = options.RequestsPerMinute == 0 ? null
            : before?.Requests is { } known && before.RequestsPerMinute == options.RequestsPerMinute ? known
            : new FixedWindowRateLimiter(new FixedWindowRateLimiterOptions { PermitLimit = options.RequestsPerMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });
        TokenBudget? tokens = options.Tokens == 0 ? null
            : before?.Tokens is { } used && used.Most == options.Tokens && used.Window == options.Window ? used
            : new TokenBudget(options.Tokens, options.Window, time);
        return new ClientKey(name, options, requests, tokens);
    }
}
