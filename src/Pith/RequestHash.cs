using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Pith;

/// <summary>A SHA-256 of everything in a request that can change the text of its result.</summary>
internal static class RequestHash
{
    /// <summary>The hash in hexadecimal digits.</summary>
    /// <param name="request">The request.</param>
    /// <param name="method">Id of the method.</param>
    /// <param name="fingerprint">What else changes the output: settings and model.</param>
    internal static string Of(CompressionRequest request, string method, string fingerprint)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, method);
        Add(hash, fingerprint);
        Add(hash, request.TokenCounter.Name);
        Add(hash, request.Budget.ToString());
        Add(hash, request.Budget.Value.ToString("R", CultureInfo.InvariantCulture));
        Add(hash, request.Explain ? "explain" : string.Empty);
        Add(hash, request.Originals is null ? string.Empty : "handles");
        Add(hash, request.IsSentApart ? "apart" : string.Empty);
        Add(hash, request.Question);
        Add(hash, request.Instruction);
        Add(hash, request.Protection);
        foreach (Segment segment in request.Segments)
        {
            Add(hash, string.Create(CultureInfo.InvariantCulture, $"{segment.Role}/{segment.Policy}/{segment.Rate:R}"));
            Add(hash, segment.ContentHint);
            Add(hash, segment.Text);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, ProtectionRules rules)
    {
        Add(hash, string.Create(CultureInfo.InvariantCulture, $"{rules.ForceDigits}/{rules.ForceNegations}/{rules.Tags}"));
        foreach (string item in rules.Patterns.Concat(rules.ForceTokens).Concat(rules.ForceKinds.Select(k => k.ToString())).Concat(rules.Ranges.Select(r => r.ToString())))
        {
            Add(hash, item);
        }

        Add(hash, string.Create(CultureInfo.InvariantCulture, $"{rules.Patterns.Count}/{rules.ForceTokens.Count}/{rules.ForceKinds.Count}"));
    }

    // Each text with its length before it, so that no two sequences of texts run together into the same bytes.
    private static void Add(IncrementalHash hash, string? text)
    {
        int length = text?.Length ?? -1;
        hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
    }
}
