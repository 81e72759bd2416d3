using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pith.Conversations;

/// <summary>A text that is a JSON string: many programs send what a tool gave back as JSON, quotation marks, escapes and all.</summary>
/// <remarks>Such a text has no lines and no grammar until it is read; it is compressed as what it says, and written as a JSON string again.</remarks>
internal static class JsonStringLiteral
{
    /// <summary>What the text says; null if it is no JSON string, or one that is no text (a lone surrogate).</summary>
    internal static string? Read(string text)
    {
        ReadOnlySpan<char> bare = text.AsSpan().Trim();
        if (bare.Length < 2 || bare[0] != '"' || bare[^1] != '"')
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            return reader.Read() && reader.TokenType == JsonTokenType.String && reader.GetString() is var inner && !reader.Read() ? inner : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A text as a JSON string.</summary>
    internal static string Write(string text) => string.Concat("\"", JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text), "\"");
}
