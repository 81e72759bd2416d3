using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Pith.Reversal;

/// <summary>Encrypts originals before another store gets them (AES-256-GCM, the handle authenticated).</summary>
/// <remarks>Handles stay as they are: they tell that two cuts were the same, and nothing of what they were.</remarks>
public sealed class EncryptedOriginalStore : IOriginalStore
{
    private readonly IOriginalStore _inner;
    private readonly byte[] _key;

    /// <summary>Makes the store.</summary>
    /// <param name="inner">Where cipher texts go.</param>
    /// <param name="key">32 bytes.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public EncryptedOriginalStore(IOriginalStore inner, ReadOnlySpan<byte> key)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        _key = key.Length == 32 ? key.ToArray() : throw new ArgumentException($"An AES-256 key has 32 bytes; this one has {key.Length}.", nameof(key));
    }

    /// <inheritdoc/>
    public ValueTask StoreAsync(IReadOnlyDictionary<string, string> originals, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(originals);
        return _inner.StoreAsync(originals.ToDictionary(o => o.Key, o => Encrypt(o.Key, o.Value)), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        await _inner.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } text ? Decrypt(id, text) : null;

    // The nonce is a keyed hash of the content: the same original has the same cipher text, so storing it again is no conflict, and no two contents share a nonce.
    private string Encrypt(string id, string text)
    {
        ReadOnlySpan<byte> plain = MemoryMarshal.AsBytes(text.AsSpan());
        const int Nonce = 12;
        const int Tag = 16;
        byte[] all = new byte[Nonce + Tag + plain.Length];
        HMACSHA256.HashData(_key, plain).AsSpan(0, Nonce).CopyTo(all);
        using var aes = new AesGcm(_key, Tag);
        aes.Encrypt(all.AsSpan(0, Nonce), plain, all.AsSpan(Nonce + Tag), all.AsSpan(Nonce, Tag), Encoding.ASCII.GetBytes(id));
        return Convert.ToBase64String(all);
    }

    private string Decrypt(string id, string text)
    {
        const int Nonce = 12;
        const int Tag = 16;
        try
        {
            byte[] all = Convert.FromBase64String(text);
            byte[] plain = new byte[all.Length - Nonce - Tag];
            using var aes = new AesGcm(_key, Tag);
            aes.Decrypt(all.AsSpan(0, Nonce), all.AsSpan(Nonce + Tag), all.AsSpan(Nonce, Tag), plain, Encoding.ASCII.GetBytes(id));
            return MemoryMarshal.Cast<byte, char>(plain).ToString();
        }
        catch (Exception e) when (e is CryptographicException or FormatException or OverflowException)
        {
            throw new OriginalStoreException("An original can't be decrypted: another key, or damaged.", e);
        }
    }
}
