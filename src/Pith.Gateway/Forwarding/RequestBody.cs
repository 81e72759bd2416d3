using System.IO.Compression;

namespace Pith.Gateway.Forwarding;

/// <summary>Reads bodies as far as a limit allows, and never loses what was read.</summary>
internal static class RequestBody
{
    /// <summary>Reads a body.</summary>
    /// <returns>Its bytes; null if it is longer than the limit, and the request then has a body that begins anew.</returns>
    internal static async Task<byte[]?> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        var read = new MemoryStream((int)(request.ContentLength ?? 0));
        byte[] buffer = new byte[16 * 1024];
        int count;
        while ((count = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            read.Write(buffer, 0, count);
            if (read.Length > most)
            {
                read.Position = 0;
                request.Body = new ContinuedStream(read, request.Body);
                return null;
            }
        }

        return read.ToArray();
    }

    /// <summary>Undoes a content encoding.</summary>
    /// <returns>The bytes; null if the encoding is unknown, the bytes are not of it, or more than the limit come out.</returns>
    internal static async Task<byte[]?> DecodeAsync(byte[] body, string encoding, int most, CancellationToken cancellationToken)
    {
        using var input = new MemoryStream(body);
        Stream? decoder = encoding.Trim().ToUpperInvariant() switch
        {
            "GZIP" or "X-GZIP" => new GZipStream(input, CompressionMode.Decompress),
            "BR" => new BrotliStream(input, CompressionMode.Decompress),
            "DEFLATE" => new ZLibStream(input, CompressionMode.Decompress),
            _ => null,
        };
        if (decoder is null)
        {
            return null;
        }

        await using (decoder)
        {
            try
            {
                var output = new MemoryStream();
                byte[] buffer = new byte[16 * 1024];
                int count;
                while ((count = await decoder.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    output.Write(buffer, 0, count);
                    if (output.Length > most)
                    {
                        return null;
                    }
                }

                return output.ToArray();
            }
            catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
            {
                return null;
            }
        }
    }

    /// <summary>Puts other bytes in the place of a request's body.</summary>
    internal static void Replace(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        request.Body = new MemoryStream(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(body, out ArraySegment<byte> array) ? array.Array! : body.ToArray(), array.Offset, body.Length, writable: false);
        request.Headers.Remove("Transfer-Encoding");
        request.ContentLength = body.Length;
    }

    /// <summary>What was read, then what was not.</summary>
    private sealed class ContinuedStream(MemoryStream first, Stream rest) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            first.Position < first.Length ? first.ReadAsync(buffer, cancellationToken) : rest.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => first.Position < first.Length ? first.Read(buffer, offset, count) : rest.Read(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
