using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Pith.Seams;

namespace Pith.Runtimes.Onnx.Models;

/// <summary>Where a pull takes files from: an address or a folder that their paths are appended to.</summary>
internal sealed class ModelSource : IDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly HttpClient? _client;
    private readonly Uri? _address;
    private readonly string? _folder;

    /// <summary>Opens a source.</summary>
    /// <param name="from">An http or https address, a file address, a folder; null if every file has an address of its own.</param>
    internal ModelSource(string? from)
    {
        if (from is not null && !from.Contains("://", StringComparison.Ordinal))
        {
            _folder = Path.GetFullPath(from);
        }
        else if (from is not null)
        {
            if (!Uri.TryCreate(from, UriKind.Absolute, out Uri? address) || address.Scheme is not ("https" or "http" or "file") || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            {
                throw Missing("The source of a pull is a folder or an http or https address that file paths can be appended to: without user name, '?' or '#'.");
            }

            _folder = address.IsFile ? address.LocalPath : null;
            _address = address.IsFile ? null : new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
        }

        if (_folder is not null && !Directory.Exists(_folder))
        {
            throw Missing($"There is no folder '{UntrustedText.Shown(_folder)}' to pull from.");
        }

        Name = _folder ?? _address?.AbsoluteUri.TrimEnd('/');
        _client = _folder is null ? new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(30) }) { Timeout = Timeout.InfiniteTimeSpan } : null;
    }

    /// <summary>What records call the source.</summary>
    internal string? Name { get; }

    /// <summary>Attempts at a file when the connection breaks.</summary>
    internal int Attempts { get; init; } = 3;

    /// <summary>How long a server may send nothing.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most bytes of a file whose size is not known beforehand.</summary>
    internal long Limit { get; init; } = OnnxSession.LargestFile;

    /// <summary>Fetches a file.</summary>
    /// <param name="file">The file; its size and checksum are compared where they are known.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="report">Told how many bytes are there, and of how many.</param>
    /// <param name="cancellationToken">Stops; what is there stays for a later pull.</param>
    /// <returns>The file with its size and checksum; null if the source does not have it.</returns>
    internal async Task<ModelFile?> FetchAsync(ModelFile file, string target, Action<long, long?> report, CancellationToken cancellationToken)
    {
        if (_folder is not null)
        {
            return await CopyAsync(ModelPaths.Below(_folder, file.Path), file, target, report, cancellationToken).ConfigureAwait(false);
        }

        Uri? source = _address is null ? file.Url : new Uri(_address, file.Path);
        if (source is null)
        {
            return null;
        }

        for (int attempt = 1; ; attempt++)
        {
            (long left, string? validator) = PartialFile.Left(target, source, file);
            try
            {
                return await DownloadAsync(source, file, target, left, validator, report, cancellationToken).ConfigureAwait(false);
            }
            catch (ModelFormatException) when (left > 0 && attempt < Attempts)
            {
                // The parts did not fit together: once more from the start.
                PartialFile.Discard(target);
            }
            catch (Exception e) when ((e is IOException || e is HttpRequestException { StatusCode: null }) && attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250 * attempt), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _client?.Dispose();

    internal static CompressionException Missing(string message) => new(CompressionError.ModelMissing, message);

    private async Task<ModelFile?> CopyAsync(string source, ModelFile file, string target, Action<long, long?> report, CancellationToken cancellationToken)
    {
        if (!File.Exists(source))
        {
            return null;
        }

        using var stream = new FileStream(source, new FileStreamOptions { Options = FileOptions.Asynchronous });
        CheckSize(file, stream.Length);
        using PartialFile partial = await PartialFile.OpenAsync(target, file, LimitOf(file), 0, cancellationToken).ConfigureAwait(false);
        partial.Note(new Uri(source), null);
        byte[] buffer = new byte[BufferSize];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            await partial.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            report(partial.Length, stream.Length);
        }

        return partial.Finish();
    }

    private async Task<ModelFile?> DownloadAsync(Uri source, ModelFile file, string target, long offset, string? validator, Action<long, long?> report, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        string shown = source.GetLeftPart(UriPartial.Path);
        long at = offset;
        long? total = file.Bytes;
        if (offset > 0 && offset == total)
        {
            using PartialFile whole = await PartialFile.OpenAsync(target, file, LimitOf(file), offset, cancellationToken).ConfigureAwait(false);
            return whole.Finish();
        }

        try
        {
            using HttpRequestMessage request = Request(source, offset, validator);
            using HttpResponseMessage response = await _client!.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            {
                return null;
            }

            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && offset > 0)
            {
                throw new ModelFormatException(file.Path, "has fewer bytes at its source than an earlier pull fetched.");
            }

            if (!response.IsSuccessStatusCode)
            {
                throw new HttpRequestException($"{shown} answered {(int)response.StatusCode} ({response.StatusCode}).", null, response.StatusCode);
            }

            (offset, total) = Place(response, offset, file);
            if (total is { } size)
            {
                CheckSize(file, size);
            }

            at = offset;
            using PartialFile partial = await PartialFile.OpenAsync(target, file, LimitOf(file), offset, cancellationToken).ConfigureAwait(false);
            partial.Note(source, Validator(response));
            report(partial.Length, total);
            using Stream body = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
            byte[] buffer = new byte[BufferSize];
            for (int read; (read = await body.ReadAsync(buffer, patience.Token).ConfigureAwait(false)) > 0;)
            {
                patience.CancelAfter(Patience);
                await partial.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                at = partial.Length;
                report(at, total);
            }

            return at < total ? throw new IOException("The server ended the file early.") : partial.Finish();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{shown} sent nothing for {Patience.TotalSeconds:0} seconds. {Resume(at, total)}"));
        }
        catch (Exception e) when (e is IOException || e is HttpRequestException { StatusCode: null })
        {
            throw new IOException($"{shown} can't be fetched: {UntrustedText.Shown(e.Message).TrimEnd('.')}. {Resume(at, total)}", e);
        }
    }

    private static HttpRequestMessage Request(Uri source, long offset, string? validator)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, source);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("pith", "0"));
        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
            request.Headers.TryAddWithoutValidation("If-Range", validator);
        }

        return request;
    }

    // Where the body belongs, and the size of the whole file: servers may answer a request for a part with the whole.
    private static (long Offset, long? Total) Place(HttpResponseMessage response, long offset, ModelFile file)
    {
        if (response.StatusCode != HttpStatusCode.PartialContent)
        {
            return (0, response.Content.Headers.ContentLength);
        }

        ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
        return range?.From == offset ? (offset, range.Length) : throw new ModelFormatException(file.Path, "came as another part than was asked for.");
    }

    // Only what names one exact version can join two parts.
    private static string? Validator(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R", CultureInfo.InvariantCulture);

    private void CheckSize(ModelFile file, long size)
    {
        if (file.Bytes is { } expected && expected != size)
        {
            throw new ModelFormatException(file.Path, string.Create(CultureInfo.InvariantCulture, $"has {size:N0} bytes at its source; {expected:N0} were expected."));
        }

        if (size > LimitOf(file))
        {
            throw PartialFile.TooLarge(file, LimitOf(file));
        }
    }

    private long LimitOf(ModelFile file) => Path.GetExtension(file.Path) is ".json" or ".txt" ? Math.Min(Limit, ModelFolder.LargestText) : Limit;

    private static string Resume(long at, long? total) =>
        at == 0 ? "Try again later." : string.Create(CultureInfo.InvariantCulture, $"{at:N0}{(total is { } t ? $" of {t:N0}" : "")} bytes are there: the same pull goes on from them.");
}
