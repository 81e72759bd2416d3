using Pith.Text;

namespace Pith.Tests.Text;

public class AtomScannerTests
{
    /// <summary>Atoms are written with a bar between them; a case with no bar is one atom.</summary>
    [Theory]
    [InlineData("1,234.56")]
    [InlineData("1.234,56")]
    [InlineData("10 000")]
    [InlineData("10\u202F000,5")]
    [InlineData("1_000")]
    [InlineData("12,34,567")]
    [InlineData("1'000")]
    [InlineData("3/4")]
    [InlineData("10-20")]
    [InlineData("5–7")]
    [InlineData("3rd")]
    [InlineData("5 %")]
    [InlineData("5‰")]
    [InlineData("-3.5")]
    [InlineData("−3.5")]
    [InlineData("±2")]
    [InlineData(".5")]
    [InlineData("1e-6")]
    [InlineData("1.5e+10")]
    [InlineData("6.02×10^23")]
    [InlineData("$5")]
    [InlineData("€ 5")]
    [InlineData("5 €")]
    [InlineData("US$5")]
    [InlineData("USD 5")]
    [InlineData("5 USD")]
    [InlineData("£1.2m")]
    [InlineData("$3 billion")]
    [InlineData("3 million dollars")]
    [InlineData("-$5")]
    [InlineData("5%-10%")]
    [InlineData("5kg")]
    [InlineData("5 kg")]
    [InlineData("5\u00A0kg")]
    [InlineData("20 °C")]
    [InlineData("100 km/h")]
    [InlineData("10 ms")]
    [InlineData("1080p")]
    [InlineData("5 minutes")]
    [InlineData("0xFF")]
    [InlineData("555-0199")]
    [InlineData("+1 555 123 4567")]
    [InlineData("40°26′46″N")]
    [InlineData("٣٫١٤")]
    [InlineData("१२३")]
    [InlineData("１２３")]
    [InlineData("100万円")]
    [InlineData("5天")]
    [InlineData("三十五")]
    [InlineData("$(0.5)")]
    [InlineData("+/-5")]
    [InlineData("51+/-9 years")]
    [InlineData("2.6±1.0 mm")]
    [InlineData("costs| |5|.")]
    [InlineData("1|,| |2")]
    [InlineData("(|5|)")]
    [InlineData("5| |people")]
    [InlineData("12| |in| |the| |morning")]
    [InlineData("5| |m-long")]
    [InlineData("(|3|)|-|5")]
    [InlineData("2,5|;|3")]
    [InlineData("\"|a|\"|:|1|,|\"|b|\"|:|2.5")]
    [InlineData("≤| |5| |374,560.26")]
    [InlineData("5| |374.560,26")]
    [InlineData("❤️|-545,378.26")]
    [InlineData("1️⃣|€78")]
    public void Numbers_keep_their_sign_separators_currency_and_unit(string atoms) => AssertAtoms(atoms);

    [Theory]
    [InlineData("2024-03-05")]
    [InlineData("05/03/2024")]
    [InlineData("5.3.2024")]
    [InlineData("12:30")]
    [InlineData("12:30:05.123Z")]
    [InlineData("2024-03-05T12:30:05+02:00")]
    [InlineData("3 PM")]
    [InlineData("3 p.m.")]
    [InlineData("12:30 pm")]
    [InlineData("March 5, 2024")]
    [InlineData("5 March 2024")]
    [InlineData("5th March 2024")]
    [InlineData("Mar 5")]
    [InlineData("March 2024")]
    [InlineData("5. März 2024")]
    [InlineData("5 de marzo de 2024")]
    [InlineData("3个月")]
    [InlineData("2024年3月5日")]
    public void A_date_or_time_is_one_atom(string text) => AssertKind(text, AtomKind.DateTime);

    [Theory]
    [InlineData("v1.2.3-rc.1+build", AtomKind.Version)]
    [InlineData("1.2.3", AtomKind.Version)]
    [InlineData("192.168.0.1", AtomKind.Identifier)]
    [InlineData("2001:db8::1", AtomKind.Identifier)]
    [InlineData("localhost:8080", AtomKind.Identifier)]
    [InlineData("snake_case", AtomKind.Identifier)]
    [InlineData("camelCase", AtomKind.Identifier)]
    [InlineData("PascalCase", AtomKind.Identifier)]
    [InlineData("kebab-case-2", AtomKind.Identifier)]
    [InlineData("dotted.names", AtomKind.Identifier)]
    [InlineData("foo::bar", AtomKind.Identifier)]
    [InlineData("foo->bar", AtomKind.Identifier)]
    [InlineData("foo#bar", AtomKind.Identifier)]
    [InlineData("@handle", AtomKind.Identifier)]
    [InlineData("#tag", AtomKind.Identifier)]
    [InlineData("ns:name", AtomKind.Identifier)]
    [InlineData("$var", AtomKind.Identifier)]
    [InlineData("GPT-4", AtomKind.Identifier)]
    [InlineData("ord_8f3a2c91", AtomKind.Identifier)]
    [InlineData("AB-123-CD", AtomKind.Identifier)]
    [InlineData("C++", AtomKind.Identifier)]
    [InlineData("C#", AtomKind.Identifier)]
    [InlineData(".NET", AtomKind.Identifier)]
    [InlineData("U.S.", AtomKind.Word)]
    [InlineData("Ph.D.", AtomKind.Word)]
    [InlineData("AT&T", AtomKind.Word)]
    [InlineData("well-known", AtomKind.Word)]
    [InlineData("don't", AtomKind.Word)]
    [InlineData("O’Neil", AtomKind.Word)]
    [InlineData("l'eau", AtomKind.Word)]
    [InlineData("한국어를", AtomKind.Word)]
    [InlineData("हिन्दी", AtomKind.Word)]
    [InlineData("cafe\u0301", AtomKind.Word)]
    [InlineData("550e8400-e29b-41d4-a716-446655440000", AtomKind.Hash)]
    [InlineData("d41d8cd98f00b204e9800998ecf8427e", AtomKind.Hash)]
    [InlineData("/usr/lib/x.so", AtomKind.Path)]
    [InlineData(@"C:\dir\f.txt", AtomKind.Path)]
    [InlineData(@"C:\\dir\\f.txt", AtomKind.Path)]
    [InlineData("./a/b", AtomKind.Path)]
    [InlineData("../../a/b", AtomKind.Path)]
    [InlineData("~/x", AtomKind.Path)]
    [InlineData("src/foo.cs", AtomKind.Path)]
    [InlineData("*.txt", AtomKind.Path)]
    [InlineData("src/**/*.cs", AtomKind.Path)]
    [InlineData("https://a.com/x_(y)?q=1&b=2", AtomKind.Url)]
    [InlineData("www.foo.com/x?y=1", AtomKind.Url)]
    [InlineData("a.b+c@d.example.com", AtomKind.Email)]
    [InlineData("--no-cache", AtomKind.Flag)]
    [InlineData("-v", AtomKind.Flag)]
    [InlineData("--key=value", AtomKind.Flag)]
    [InlineData("`code span`", AtomKind.Code)]
    [InlineData("``a`b``", AtomKind.Code)]
    [InlineData("{{x}}", AtomKind.Placeholder)]
    [InlineData("${x.y}", AtomKind.Placeholder)]
    [InlineData("{x}", AtomKind.Placeholder)]
    [InlineData("%s", AtomKind.Placeholder)]
    [InlineData("%(name)s", AtomKind.Placeholder)]
    [InlineData("<x>", AtomKind.Placeholder)]
    [InlineData("[[x]]", AtomKind.Placeholder)]
    [InlineData("<a href=\"u>v\">", AtomKind.Tag)]
    [InlineData("</a>", AtomKind.Tag)]
    [InlineData("<!-- hi -->", AtomKind.Tag)]
    [InlineData("&amp;", AtomKind.Tag)]
    [InlineData("[text](http://u.v)", AtomKind.Link)]
    [InlineData("![alt](i.png)", AtomKind.Link)]
    [InlineData("<me@x.org>", AtomKind.Link)]
    [InlineData("👩‍👩‍👧", AtomKind.Emoji)]
    [InlineData("👍🏽", AtomKind.Emoji)]
    [InlineData("🇫🇷", AtomKind.Emoji)]
    [InlineData("5️⃣", AtomKind.Emoji)]
    [InlineData("#️⃣", AtomKind.Emoji)]
    [InlineData("コンピュータ", AtomKind.Ideograph)]
    [InlineData("วั", AtomKind.Ideograph)]
    public void A_name_or_delimited_unit_is_one_atom(string text, AtomKind kind) => AssertKind(text, kind);

    [Theory]
    [InlineData("See| |https://a.com/x|.")]
    [InlineData("(|http://b.org/z|)|,")]
    [InlineData("obj.method|(|)")]
    [InlineData("dogs|'")]
    [InlineData("\"|it's|\"")]
    [InlineData("{|a|,| |b|}")]
    [InlineData("word|...|  |next")]
    [InlineData("a|=>|b")]
    [InlineData("x| |:=| |5")]
    [InlineData("**|bold|**")]
    [InlineData("!!!")]
    [InlineData("!==")]
    [InlineData("漢|字|で|す|。")]
    [InlineData("iPhone|手|机")]
    [InlineData("🇫🇷|🇩🇪")]
    [InlineData("`|open\n|`")]
    [InlineData("<|open\n|>")]
    [InlineData("word|—|word")]
    [InlineData("a|<|b")]
    [InlineData("``|quoted|''| |and| |``|again|''")]
    [InlineData("<|or| |=|10 cm|>")]
    public void Punctuation_and_unspaced_scripts_stand_alone(string atoms) => AssertAtoms(atoms);

    [Fact]
    public void A_name_that_the_text_closes_is_an_element_and_not_a_placeholder()
    {
        List<Atom> atoms = AtomScanner.Scan("<record>5</record> <id>");

        Assert.Equal([AtomKind.Tag, AtomKind.Number, AtomKind.Tag, AtomKind.Placeholder], atoms.Select(a => a.Kind));
    }

    [Fact]
    public void A_long_row_of_values_is_not_one_number()
    {
        string row = string.Join(',', Enumerable.Range(10, 40));

        List<Atom> atoms = AtomScanner.Scan(row);

        Assert.Equal(79, atoms.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n\u00A0\u3000")]
    public void White_space_has_no_atoms(string text) => Assert.Empty(AtomScanner.Scan(text));

    [Theory]
    [InlineData("<")]
    [InlineData("(")]
    [InlineData("`")]
    [InlineData("` `` ")]
    [InlineData("1,")]
    [InlineData("1 ")]
    [InlineData("1 000 ")]
    [InlineData("{{")]
    [InlineData("{a")]
    [InlineData("[a")]
    [InlineData("[](")]
    [InlineData("<a '")]
    [InlineData("a")]
    [InlineData("a+")]
    [InlineData("a@b.c+")]
    [InlineData("a/../")]
    [InlineData("/..")]
    [InlineData("&a")]
    [InlineData("%(a")]
    [InlineData("\u0301")]
    [InlineData(" \u0301")]
    [InlineData("\u0600")]
    [InlineData("👩\u200D")]
    [InlineData("\uD800")]
    [InlineData("1年")]
    [InlineData("http://a.")]
    public void Hostile_repetition_is_scanned(string unit)
    {
        string text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));

        List<Atom> atoms = AtomScanner.Scan(text);

        Assert.NotEmpty(atoms);
    }

    private static void AssertAtoms(string atoms)
    {
        string text = atoms.Replace("|", string.Empty, StringComparison.Ordinal);
        string[] expected = [.. atoms.Split('|').Select(a => a.Trim()).Where(a => a.Length > 0)];

        Assert.Equal(expected, AtomScanner.Scan(text).Select(a => a.Span.Of(text).ToString()));
    }

    private static void AssertKind(string text, AtomKind kind)
    {
        string sentence = $"({text}) and {text}, then {text}";

        List<Atom> atoms = AtomScanner.Scan(sentence);

        Atom[] found = [.. atoms.Where(a => a.Span.Of(sentence).SequenceEqual(text))];
        Assert.Equal(3, found.Length);
        Assert.All(found, a => Assert.Equal(kind, a.Kind));
    }
}
