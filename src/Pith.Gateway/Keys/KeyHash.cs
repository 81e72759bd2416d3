using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Pith.Gateway.Keys;

/// <summary>Client keys and what is kept of them: <c>sha256:SALT:HASH</c>. Keys are 32 random bytes, so that one salted hash is enough.</summary>
internal static class KeyHash
{
    internal const string KeyPrefix = "pith-";

    private const string HashPrefix = "sha256:";
    private const int SaltBytes = 16;

    /// <summary>A new key with its hash; the key can't be had again.</summary>
    internal static (string Key, string Hash) New()
    {
        string key = KeyPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return (key, $"{HashPrefix}{Base64Url.EncodeToString(salt)}:{Base64Url.EncodeToString(Of(salt, key))}");
    }

    internal static bool IsWellFormed(string? hash) => hash is not null && TryRead(hash, out _, out _);

    /// <summary>Whether a key is that of a hash, in a time that does not tell how much of it was right.</summary>
    internal static bool Matches(string hash, string key) =>
        TryRead(hash, out byte[] salt, out byte[] expected) && CryptographicOperations.FixedTimeEquals(Of(salt, key), expected);

    private static bool TryRead(string hash, out byte[] salt, out byte[] value)
    {
        (salt, value) = ([], []);
        string[] parts = hash.StartsWith(HashPrefix, StringComparison.Ordinal) ? hash[HashPrefix.Length..].Split(':') : [];
        if (parts.Length != 2 || !Base64Url.IsValid(parts[0]) || !Base64Url.IsValid(parts[1]))
        {
            return false;
        }

        (salt, value) = (Base64Url.DecodeFromChars(parts[0]), Base64Url.DecodeFromChars(parts[1]));
        return salt.Length >= SaltBytes && value.Length == SHA256.HashSizeInBytes;
    }

    private static byte[] Of(byte[] salt, string key) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(key)]);
}
