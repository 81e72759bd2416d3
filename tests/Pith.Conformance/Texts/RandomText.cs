using System.Globalization;
using System.Text;

namespace Pith.Conformance.Texts;

/// <summary>Seeded texts of every kind that prompts are made of.</summary>
internal sealed class RandomText
{
    private static readonly string[] s_words =
        ("the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so up said what its about than into them can only other time new some could these two may first then do any like my now over such our man me even most made after also did many off before must well back through years much where your way down should because long each just those people how too little state good very make world still see own work men day get here between both life being under three never know same last another while us might great go come since against right came take used himself few house use during without again place American around however home small found thought went say part once general high upon school every").Split(' ');

    private static readonly string[] s_emoji = ["😀", "👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇩🇪", "❤️", "1️⃣", "🧑🏿‍💻"];

    private static readonly string[] s_cjk = ["東京は日本の首都です。", "我们在北京开会，讨论预算。", "서울의 날씨는 맑습니다.", "价格是99元。", "カタカナとひらがな", "ภาษาไทยไม่มีช่องว่าง"];

    private readonly Random _random;

    private RandomText(int seed) => _random = new Random(seed);

    /// <summary>The text.</summary>
    internal string Text { get; private set; } = string.Empty;

    /// <summary>Where it came from.</summary>
    internal string Name { get; private init; } = string.Empty;

    /// <summary>Whether it is words and sentence marks alone.</summary>
    internal bool IsProse { get; private init; }

    /// <summary>Text number <paramref name="seed"/>: every fourth is plain prose; lengths from 0 to 3,000 characters, most of them short.</summary>
    internal static RandomText Make(int seed)
    {
        bool prose = seed % 4 == 3;
        var made = new RandomText(seed * 7919) { Name = string.Create(CultureInfo.InvariantCulture, $"random text {seed}"), IsProse = prose };
        double share = made._random.NextDouble();
        made.Text = made.Build(seed == 0 ? 0 : (int)(3_000 * share * share), prose);
        return made;
    }

    /// <summary>Plain prose of about <paramref name="length"/> characters.</summary>
    internal static string Prose(int seed, int length) => new RandomText(seed).Build(length, prose: true);

    /// <summary>A mixture of about <paramref name="length"/> characters.</summary>
    internal static string Mixture(int seed, int length) => new RandomText(seed).Build(length, prose: false);

    private string Build(int length, bool prose)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            text.Append(prose ? Paragraph("\n") : Part());
        }

        int end = Math.Min(length, text.Length);

        // A text ends between words: half a number, such as "1.5e-", is a token to nobody and every checker reads it in its own way.
        while (end > 0 && end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end--;
        }

        return text.ToString(0, end);
    }

    private string Part() => _random.Next(14) switch
    {
        0 or 1 => Paragraph("\n"),
        2 => Paragraph("\r\n"),
        3 => Json(),
        4 => Code(),
        5 or 6 => Pick(s_cjk) + (_random.Next(2) == 0 ? "\n" : string.Empty),
        7 => Pick(s_emoji) + (_random.Next(3) == 0 ? string.Empty : " "),
        8 => Markdown(),
        9 or 10 => Numbers(),
        11 => Log(),
        12 => Pick(["\t", "   ", "\r\n\r\n", "\u00a0", "\u3000", " — ", "…", "\u200b", "«", "»", "(", ") "]),
        _ => Pick(["שלום עולם ", "مرحبا بالعالم، ", "Größe naïve façade ", "Привет, мир! ", "O'Brien's ", "don't stop. ", "x² + y³ ≤ 5 "]),
    };

    private string Paragraph(string newLine)
    {
        var text = new StringBuilder();
        for (int sentence = _random.Next(1, 6); sentence > 0; sentence--)
        {
            int words = _random.Next(3, 16);
            for (int i = 0; i < words; i++)
            {
                string word = Pick(s_words);
                text.Append(i == 0 ? char.ToUpperInvariant(word[0]) + word[1..] : word);
                text.Append(i == words - 1 ? Pick([".", ".", ".", "!", "?"]) : _random.Next(9) == 0 ? "," : string.Empty).Append(' ');
            }
        }

        return text.Append(newLine).Append(_random.Next(2) == 0 ? newLine : string.Empty).ToString();
    }

    private string Json() => string.Create(CultureInfo.InvariantCulture, $"{{\"order_id\": \"ord_{_random.Next():x}\", \"total\": {_random.Next(100_000) / 100.0}, \"tags\": [\"{Pick(s_words)}\", \"{Pick(s_words)}\"], \"at\": \"2024-0{_random.Next(1, 10)}-1{_random.Next(10)}T08:{_random.Next(10, 60)}:00Z\"}}\n");

    private string Code() => string.Create(CultureInfo.InvariantCulture, $"```python\ndef get_{Pick(s_words)}_{_random.Next(99)}(self, x: int) -> str:\n    return self.{Pick(s_words)}.toString(x[{_random.Next(9)}]) != 0x{_random.Next():X}  # {Pick(s_words)}\n```\n");

    private string Markdown() => string.Create(CultureInfo.InvariantCulture, $"## {Pick(s_words)} {Pick(s_words)}\n\n- **{Pick(s_words)}**: see [{Pick(s_words)}](https://example.com/{Pick(s_words)}?id={_random.Next(999)})\n- `--{Pick(s_words)}={_random.Next(9)}`\n\n| {Pick(s_words)} | {_random.Next(999)} |\n|---|---|\n");

    private string Numbers() => string.Create(CultureInfo.InvariantCulture, $"{Pick(["$", "€", "-", "+", ""])}{_random.Next(1, 999)},{_random.Next(100, 1000)}.{_random.Next(10, 100)} {Pick(["kg", "%", "v1.2.3-rc.1", "12:30", "3/4/2021", "1.5e-3", "GPT-4", "per cent"])} ");

    private string Log() => string.Create(CultureInfo.InvariantCulture, $"2024-03-05 12:{_random.Next(10, 60)}:05,{_random.Next(100, 1000)} ERROR [worker-{_random.Next(9)}] /var/log/app_{_random.Next(99)}.log {Guid(_random)} user@example.org\n");

    private static string Guid(Random random)
    {
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private string Pick(string[] choices) => choices[_random.Next(choices.Length)];
}
