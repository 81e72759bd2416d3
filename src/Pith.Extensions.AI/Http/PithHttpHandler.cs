using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pith.Conversations;
using Pith.Conversations.Wire;

namespace Pith.Extensions.AI;

/// <summary>Compresses the texts in the bodies of requests to OpenAI's and Anthropic's APIs, for clients that speak HTTP themselves.</summary>
/// <remarks>
/// Only POST requests whose path is that of <see cref="WireFormat.All"/> and whose body is JSON are looked at; every byte outside of the
/// texts that change is as it came, and responses are not touched. Any doubt sends the body that came. Safe for concurrent use once set up.
/// </remarks>
public sealed class PithHttpHandler : DelegatingHandler
{
    /// <summary>Request header: name of the profile for this request. It is not sent on.</summary>
    public const string ProfileHeader = "x-pith-profile";

    /// <summary>Request header: <c>off</c> leaves this request as it is. It is not sent on.</summary>
    public const string ModeHeader = "x-pith-mode";

    private readonly PithProfiles? _profiles;
    private readonly RequestCompression _compression;
    private readonly ILogger _logger;

    /// <summary>Makes it.</summary>
    /// <param name="compressor">What compresses.</param>
    /// <param name="loggers">Where to say what was done; null for nowhere.</param>
    public PithHttpHandler(ConversationCompressor compressor, ILoggerFactory? loggers = null)
        : this(ContextCompressionChatClient.Always(compressor), profiles: null, loggers)
    {
    }

    /// <summary>Makes it over profiles, whose options may change while it runs.</summary>
    /// <param name="profiles">The profiles.</param>
    /// <param name="profile">Name of the profile for requests without <see cref="ProfileHeader"/>; null for the unnamed one.</param>
    /// <param name="loggers">Where to say what was done; null for nowhere.</param>
    /// <exception cref="ArgumentException">There is no such profile.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The profile's options can't be used.</exception>
    public PithHttpHandler(PithProfiles profiles, string? profile = null, ILoggerFactory? loggers = null)
        : this(ContextCompressionChatClient.Of(profiles, profile), profiles, loggers)
    {
    }

    private PithHttpHandler(Func<ConversationCompressor> compressor, PithProfiles? profiles, ILoggerFactory? loggers)
    {
        _profiles = profiles;
        _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger<PithHttpHandler>();
        _compression = new RequestCompression(compressor, _logger);
    }

    /// <summary>Bodies of more bytes go as they are. Default: 16 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int MostBytes
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 16 * 1024 * 1024;

    /// <summary>Called after each request's texts were compressed, before it is sent; an exception of it is logged and stops nothing.</summary>
    public Action<ContextCompressionReport>? OnCompressed
    {
        get => _compression.OnCompressed;
        set => _compression.OnCompressed = value;
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        HttpContent? original = request.Content;
        request.Content = await ContentAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            request.Content = original;
        }
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        HttpContent? original = request.Content;
        request.Content = ContentAsync(request, cancellationToken).GetAwaiter().GetResult();
        try
        {
            return base.Send(request, cancellationToken);
        }
        finally
        {
            request.Content = original;
        }
    }

    private async Task<HttpContent?> ContentAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string? mode = Taken(request, ModeHeader), profile = Taken(request, ProfileHeader);
        if (request.Content is not { } content || request.Method != HttpMethod.Post || request.RequestUri is not { } uri || WireFormat.ForPath(uri.IsAbsoluteUri ? uri.AbsolutePath : string.Empty) is not { } format
            || string.Equals(mode, "off", StringComparison.OrdinalIgnoreCase) || !IsReadable(content))
        {
            return request.Content;
        }

        try
        {
            if (await BodyAsync(content, cancellationToken).ConfigureAwait(false) is not { } body)
            {
                return content;
            }

            WireRequest wire = format.Read(body);
            RequestCompression compression = profile is null ? _compression : Named(profile);
            ConversationResult result = await compression.CompressAsync(wire.Conversation, wire.Model, cancellationToken).ConfigureAwait(false);
            return result.IsChanged ? Copy(content, wire.With(result)) : content;
        }
#pragma warning disable CA1031 // A body of somebody else's making may be anything; it goes as it is.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            ContextCompressionTelemetry.LogFailed(_logger, "Compression", e.GetType().Name);
            return content;
        }
    }

    private RequestCompression Named(string profile)
    {
        PithProfiles profiles = _profiles ?? throw new InvalidOperationException("There are no profiles.");
        return new RequestCompression(() => profiles.Get(profile), _logger) { OnCompressed = OnCompressed };
    }

    private bool IsReadable(HttpContent content) =>
        content.Headers.ContentEncoding.Count == 0
        && content.Headers.ContentType is { MediaType: "application/json" } type
        && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        && (content.Headers.ContentLength is { } length ? length <= MostBytes : content is not StreamContent);

    // Content of known length, or that writes itself anew each time: what is read here can still be sent.
    private async ValueTask<byte[]?> BodyAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            await content.LoadIntoBufferAsync(MostBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            return null;
        }

        return await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    // The length is that of the new bytes; other headers of the content are the caller's.
    private static ReadOnlyMemoryContent Copy(HttpContent content, ReadOnlyMemory<byte> body)
    {
        var copy = new ReadOnlyMemoryContent(body);
        foreach (KeyValuePair<string, System.Net.Http.Headers.HeaderStringValues> header in content.Headers.NonValidated)
        {
            if (!header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) && !header.Key.Equals("Content-MD5", StringComparison.OrdinalIgnoreCase))
            {
                copy.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string>)header.Value);
            }
        }

        copy.Headers.ContentLength = body.Length;
        return copy;
    }

    private static string? Taken(HttpRequestMessage request, string header)
    {
        string? value = request.Headers.TryGetValues(header, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
        request.Headers.Remove(header);
        return value;
    }
}
