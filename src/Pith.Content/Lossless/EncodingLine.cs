namespace Pith.Content.Lossless;

/// <summary>The line that an encoded text begins with: a sign, and the ids of the codecs in the order in which they were applied.</summary>
internal static class EncodingLine
{
    private const char Sign = '§';
    private const int LongestId = 8;
    private const int MostIds = 4;

    internal static string Write(IEnumerable<string> ids) => $"{Sign}{string.Join(',', ids)}\n";

    /// <summary>The ids, or null if the text has no such line.</summary>
    internal static string[]? Read(string text, out int body)
    {
        body = 0;
        if (text.Length == 0 || text[0] != Sign)
        {
            return null;
        }

        int end = text.AsSpan(0, Math.Min(text.Length, 1 + ((LongestId + 1) * MostIds))).IndexOf('\n');
        if (end < 0)
        {
            return null;
        }

        string[] ids = text[1..end].Split(',');
        if (ids.Length > MostIds || !Array.TrueForAll(ids, i => i.Length is > 0 and <= LongestId && i.All(char.IsAsciiLetterLower)))
        {
            return null;
        }

        body = end + 1;
        return ids;
    }
}
