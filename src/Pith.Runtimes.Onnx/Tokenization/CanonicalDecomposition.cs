using System.Globalization;
using System.Text;

namespace Pith.Runtimes.Onnx.Tokenization;

/// <summary>Unicode's full canonical decomposition (NFD) of single code points.</summary>
/// <remarks>
/// The framework's own normalisation does nothing in applications without globalisation data, and a tokenizer must not depend on
/// how an application was published. The table is Unicode 14's; Hangul syllables are decomposed by the standard's arithmetic (chapter 3.12).
/// </remarks>
internal static class CanonicalDecomposition
{
    private const string Resource = "canonical-decompositions.txt";
    private const int FirstSyllable = 0xAC00;
    private const int Syllables = 11172;
    private const int Vowels = 21;
    private const int Trails = 28;

    private static readonly Lazy<Dictionary<int, string>> s_table = new(Load);

    internal static string Of(Rune rune)
    {
        int syllable = rune.Value - FirstSyllable;
        if (syllable is >= 0 and < Syllables)
        {
            char lead = (char)(0x1100 + (syllable / (Vowels * Trails)));
            char vowel = (char)(0x1161 + (syllable % (Vowels * Trails) / Trails));
            int trail = syllable % Trails;
            return trail == 0 ? string.Concat([lead, vowel]) : string.Concat([lead, vowel, (char)(0x11A7 + trail)]);
        }

        return s_table.Value.TryGetValue(rune.Value, out string? parts) ? parts : rune.ToString();
    }

    // Lines of "code point=code points", hexadecimal.
    private static Dictionary<int, string> Load()
    {
        using Stream stream = typeof(CanonicalDecomposition).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        var table = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            int equals = line.IndexOf('=');
            var parts = new StringBuilder();
            foreach (string part in line[(equals + 1)..].Split(' '))
            {
                parts.Append(new Rune(int.Parse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
            }

            table[int.Parse(line.AsSpan(0, equals), NumberStyles.HexNumber, CultureInfo.InvariantCulture)] = parts.ToString();
        }

        return table;
    }
}
