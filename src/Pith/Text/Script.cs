namespace Pith.Text;

/// <summary>Groups of scripts that ask for different models or segmentation.</summary>
public enum Script
{
    /// <summary>No letters.</summary>
    None,

    /// <summary>Latin.</summary>
    Latin,

    /// <summary>Cyrillic.</summary>
    Cyrillic,

    /// <summary>Greek.</summary>
    Greek,

    /// <summary>Arabic.</summary>
    Arabic,

    /// <summary>Hebrew.</summary>
    Hebrew,

    /// <summary>Scripts of India.</summary>
    Indic,

    /// <summary>Thai, Lao, Khmer, Myanmar.</summary>
    SouthEastAsian,

    /// <summary>Han, Hiragana, Katakana, Bopomofo.</summary>
    HanKana,

    /// <summary>Hangul.</summary>
    Hangul,

    /// <summary>Any other.</summary>
    Other,
}

/// <summary>Tells scripts apart by code point blocks.</summary>
public static class Scripts
{
    /// <summary>The script of a letter; <see cref="Script.None"/> for what is no letter.</summary>
    public static Script Of(char c) => c switch
    {
        < '\u0080' => char.IsAsciiLetter(c) ? Script.Latin : Script.None,
        _ when !char.IsLetter(c) && !char.IsSurrogate(c) => Script.None,
        < '\u0250' or (>= '\u1E00' and < '\u1F00') or (>= '\uFF21' and <= '\uFF5A') => Script.Latin,
        (>= '\u0370' and < '\u0400') or (>= '\u1F00' and < '\u2000') => Script.Greek,
        >= '\u0400' and < '\u0530' => Script.Cyrillic,
        >= '\u0590' and < '\u0600' => Script.Hebrew,
        (>= '\u0600' and < '\u0780') or (>= '\u08A0' and < '\u0900') or (>= '\uFB50' and < '\uFE00') or (>= '\uFE70' and < '\uFF00') => Script.Arabic,
        >= '\u0900' and < '\u0E00' => Script.Indic,
        (>= '\u0E00' and < '\u0F00') or (>= '\u1000' and < '\u10A0') or (>= '\u1780' and < '\u1800') => Script.SouthEastAsian,
        (>= '\u1100' and < '\u1200') or (>= '\u3130' and < '\u3190') or (>= '\uAC00' and < '\uD7B0') => Script.Hangul,
        (>= '\u2E80' and < '\u3130') or (>= '\u31A0' and < '\uA000') or (>= '\uF900' and < '\uFB00') or (>= '\uFF66' and < '\uFFA0') => Script.HanKana,
        // Supplementary planes: Han extensions are by far the commonest letters there.
        (>= '\uD840' and < '\uD88E') => Script.HanKana,
        _ => Script.Other,
    };

    /// <summary>Whether words of this letter's script are written without spaces.</summary>
    public static bool IsUnspaced(char c) => Of(c) is Script.HanKana or Script.SouthEastAsian || c is >= '\u3000' and < '\u3040' or >= '\uFF00' and < '\uFF10';

    /// <summary>The script of most letters among the first and evenly spread later ones; looks at no more than 4,096 of them.</summary>
    public static Script Dominant(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[(int)Script.Other + 1];
        int step = Math.Max(1, text.Length / 4096);
        for (int i = 0; i < text.Length; i += step)
        {
            counts[(int)Of(text[i])]++;
        }

        int best = (int)Script.None;
        for (int s = (int)Script.Latin; s < counts.Length; s++)
        {
            if (counts[s] > 0 && (best == (int)Script.None || counts[s] > counts[best]))
            {
                best = s;
            }
        }

        return (Script)best;
    }
}
