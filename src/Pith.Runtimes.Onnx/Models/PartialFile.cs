using System.Globalization;
using System.Security.Cryptography;
using Pith.Seams;

namespace Pith.Runtimes.Onnx.Models;

/// <summary>A file on its way into the store: written under a name of its own, checked, and only then given its final name.</summary>
/// <remarks>What was written stays after a break or a cancellation, with a note of what it is a part of, so that a later pull goes on from there.</remarks>
internal sealed class PartialFile : IDisposable
{
    internal const string Suffix = ".partial";

    private const string NoteSuffix = Suffix + ".note";

    private readonly string _target;
    private readonly ModelFile _expected;
    private readonly long _limit;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FileStream _stream;

    private PartialFile(string target, ModelFile expected, long limit, FileStream stream)
    {
        _target = target;
        _expected = expected;
        _limit = Math.Min(limit, expected.Bytes ?? long.MaxValue);
        _stream = stream;
    }

    internal long Length => _stream.Length;

    /// <summary>How many bytes an earlier attempt left, and the validator of the version that they are a part of.</summary>
    internal static (long Bytes, string? Validator) Left(string target, Uri source, ModelFile expected)
    {
        var info = new FileInfo(target + Suffix);
        if (!info.Exists || info.Length > (expected.Bytes ?? long.MaxValue))
        {
            return (0, null);
        }

        string note = target + NoteSuffix;
        string[] lines = File.Exists(note) && new FileInfo(note).Length < 8192 ? File.ReadAllLines(note) : [];
        string? validator = lines.Length == 2 && lines[0] == source.AbsoluteUri ? lines[1] : null;

        // A known checksum finds out whether the parts fit together; without one only the server's word does.
        return validator is not null || expected.Sha256 is not null ? (info.Length, validator) : (0, null);
    }

    /// <summary>Opens the partial file to go on after <paramref name="offset"/> bytes.</summary>
    internal static async Task<PartialFile> OpenAsync(string target, ModelFile expected, long limit, long offset, CancellationToken cancellationToken)
    {
        ModelPaths.RefuseLink(target + Suffix);
        ModelPaths.RefuseLink(target + NoteSuffix);
        FileStream stream;
        try
        {
            stream = new FileStream(target + Suffix, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.Asynchronous });
        }
        catch (IOException e)
        {
            throw new IOException($"{Path.GetFileName(target)}{Suffix} can't be written; another pull may be at it.", e);
        }

        var file = new PartialFile(target, expected, limit, stream);
        try
        {
            if (stream.Length < offset)
            {
                throw new IOException($"{Path.GetFileName(target)}{Suffix} changed under the pull.");
            }

            stream.SetLength(offset);
            byte[] buffer = new byte[1 << 16];
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                file._hash.AppendData(buffer, 0, read);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Notes what the bytes are a part of.</summary>
    internal void Note(Uri source, string? validator)
    {
        if (validator is null)
        {
            File.Delete(_target + NoteSuffix);
        }
        else
        {
            File.WriteAllText(_target + NoteSuffix, $"{source.AbsoluteUri}\n{validator}\n");
        }
    }

    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_stream.Length + bytes.Length > _limit)
        {
            throw TooLarge(_expected, _limit);
        }

        _hash.AppendData(bytes.Span);
        await _stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks size and checksum and gives the file its final name.</summary>
    /// <returns>The file with its size and checksum.</returns>
    /// <exception cref="ModelFormatException">It is not the file that was expected; nothing of it stays.</exception>
    internal ModelFile Finish()
    {
        string sha = Convert.ToHexStringLower(_hash.GetHashAndReset());
        long bytes = _stream.Length;
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        string? problem = _expected.Bytes is { } size && size != bytes ? string.Create(CultureInfo.InvariantCulture, $"has {bytes:N0} bytes; {size:N0} were expected.")
            : _expected.Sha256 is { } known && known != sha ? $"has the SHA-256 {sha}; {known} was expected."
            : null;
        if (problem is not null)
        {
            Discard(_target);
            throw new ModelFormatException(_expected.Path, problem);
        }

        File.Move(_target + Suffix, _target, overwrite: true);
        File.Delete(_target + NoteSuffix);
        return _expected with { Bytes = bytes, Sha256 = sha };
    }

    internal static ModelFormatException TooLarge(ModelFile file, long limit) =>
        new(file.Path, string.Create(CultureInfo.InvariantCulture, $"is larger at its source than the {limit:N0} bytes that it may have."));

    /// <summary>Forgets what an attempt left.</summary>
    internal static void Discard(string target)
    {
        File.Delete(target + Suffix);
        File.Delete(target + NoteSuffix);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
    }
}
