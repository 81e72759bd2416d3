namespace Pith.Runtimes.Onnx.Models;

/// <summary>Text out of files and from servers, as it may stand in a message.</summary>
internal static class UntrustedText
{
    private const int Longest = 160;

    /// <summary>One line without control characters, which could move a terminal's cursor or forge a second message.</summary>
    internal static string Shown(string? text)
    {
        text ??= "";
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        ReadOnlySpan<char> line = end < 0 ? text : text.AsSpan(0, end);
        bool cut = line.Length > Longest;
        char[] shown = line[..Math.Min(line.Length, Longest)].ToArray();
        for (int i = 0; i < shown.Length; i++)
        {
            shown[i] = char.IsControl(shown[i]) || char.IsSurrogate(shown[i]) || char.GetUnicodeCategory(shown[i]) == System.Globalization.UnicodeCategory.Format ? '?' : shown[i];
        }

        return cut ? new string(shown) + "…" : new string(shown);
    }
}
