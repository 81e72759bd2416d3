namespace Pith.Conformance.Texts;

/// <summary>Texts that break what was written for ordinary ones.</summary>
internal static class HostileTexts
{
    internal static IReadOnlyList<(string Name, string Text)> All { get; } =
    [
        ("empty", string.Empty),
        ("a space", " "),
        ("white space", " \t\r\n\u00a0\u3000\u2028 \n\n"),
        ("a letter", "x"),
        ("a full stop", "."),
        ("lone high surrogate", "before \ud83d after it"),
        ("lone low surrogate", "before \ude00 after it"),
        ("surrogates in the wrong order", "a\ude00\ud83db \ude00\ud83d \ud83d\ud83d\ude00\ude00"),
        ("surrogate at the end", "ends here \ud83d"),
        ("joined emoji", "👩‍👩‍👧‍👦 and 🏳️‍🌈 met 🧑🏿‍💻🧑🏿‍💻 at 1️⃣🇩🇪🇫🇷 👍🏽"),
        ("marks without a base", "\u0301\u0301 e\u0301e\u0301\u0323 Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319a\u0351"),
        ("joiners alone", "\u200d\u200d\u200c\ufe0f\u200b \u2060\ufeff"),
        ("line ends", "one\r\ntwo\rthree\nfour\r\n\r\nfive\n\rsix\u0085seven\u2029eight"),
        ("right to left", "שלום עולם, המחיר הוא 1,234.56 ₪. مرحبا بالعالم؟ \u202eevil\u202c \u2067x\u2069"),
        ("NUL and control characters", "a\0b \0 c\u0001\u0002\u001b[31mred\u001b[0m \u007f\u009f end"),
        ("noncharacters", "a\uffff b\ufffe \ufdd0 \udbff\udfff c"),
        ("private use", "\ue000\uf8ff \udb80\udc00 tail"),
        ("fences", "```\n````\n```js\nlet a_b = `x${y}`;\n```\n~~~\nunclosed ``` here\n"),
        ("JSON", "{\"a\":{\"b\":[1,2.50,-3e+10,null,true,\"x\\\"y\\u0041\"]},\"long_key_name\":\"2024-01-01T00:00:00Z\"}"),
        ("special tokens", "<|endoftext|> <s> </s> [CLS] [SEP] [MASK] <unk> <pad> ▁▁ ##ing <|im_start|>system"),
        ("broken tags", "<keep>open <drop> </keep> </drop> <llmlingua, rate=9> x </llmlingua> < keep> <keep"),
        ("one mark many times", new string('!', 3_000)),
        ("many spaces", "a" + new string(' ', 5_000) + "b" + new string('\n', 5_000) + "c"),
        ("a word of 20,000 letters", new string('w', 20_000)),
        ("figures in a row", string.Concat(Enumerable.Repeat("1234567890", 500))),
        ("brackets that never close", new string('(', 1_500) + new string('{', 1_500) + new string('<', 1_500)),
        ("Han without a space", string.Concat(Enumerable.Repeat("漢字仮名交じり文", 300))),
        ("emoji without a space", string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦😀", 200))),
        ("HTML", "<div class=\"a b\"><p>Hi &amp; bye</p><br/><!-- no --><script>if (a<b && c>d) {}</script></div>"),
    ];

    internal static string LongWord() => new('a', 1 << 20);

    internal static string LongText() => string.Concat(Enumerable.Repeat(RandomText.Prose(61, 20_000), 5 * 50)) + RandomText.Mixture(62, 240_000);
}
