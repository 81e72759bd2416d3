using System.Globalization;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Pith.Reversal;

namespace Pith.Mcp.Resources;

/// <summary><c>pith://originals/{handle}</c>: originals as resources.</summary>
internal sealed class OriginalResource(PithMcpOptions options) : McpServerResource
{
    internal const string Prefix = "pith://originals/";

    // From this revision of the protocol on, an unknown resource is a bad parameter.
    private const string UnknownIsInvalidFrom = "2026-07-28";

    public override ResourceTemplate ProtocolResourceTemplate { get; } = new()
    {
        Name = "original",
        Title = "Original",
        UriTemplate = Prefix + "{handle}",
        Description = "What a marker [pith … #handle] or a whole original stands for.",
        MimeType = "text/plain",
    };

    public override Resource? ProtocolResource => null;

    public override IReadOnlyList<object> Metadata => [];

    public override bool IsMatch(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return uri.StartsWith(Prefix, StringComparison.Ordinal) && uri.Length == Prefix.Length + OriginalId.Length && uri.AsSpan(Prefix.Length).IndexOfAnyExceptInRange('a', 'z') < 0;
    }

    public override async ValueTask<ReadResourceResult> ReadAsync(RequestContext<ReadResourceRequestParams> request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        string uri = request.Params!.Uri;
        string? text;
        try
        {
            text = await options.Originals.FindAsync(uri[Prefix.Length..], cancellationToken).ConfigureAwait(false);
        }
        catch (OriginalStoreException e)
        {
            throw new McpProtocolException(e.Message, e, McpErrorCode.InternalError);
        }

        if (text is null)
        {
            bool invalid = string.CompareOrdinal(request.Server.NegotiatedProtocolVersion, UnknownIsInvalidFrom) >= 0;
            throw new McpProtocolException($"There is no original at {uri}: it was never stored here, has expired, or made room for others.", invalid ? McpErrorCode.InvalidParams : McpErrorCode.ResourceNotFound);
        }

        return text.Length > options.LargestResource
            ? throw new McpProtocolException(
                string.Create(CultureInfo.InvariantCulture, $"The original at {uri} has {text.Length:N0} characters; a resource gives at most {options.LargestResource:N0}. The tool retrieve gives parts of it."),
                McpErrorCode.InvalidParams)
            : new ReadResourceResult { Contents = [new TextResourceContents { Uri = uri, MimeType = "text/plain", Text = text }] };
    }
}
