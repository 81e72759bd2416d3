using System.Text;
using Pith.Text;

namespace Pith.Tests.Text;

public sealed class DecodedTextTests
{
    [Fact]
    public void Utf8_is_read_with_and_without_its_mark()
    {
        Assert.Equal(new DecodedText { Text = "größer" }, DecodedText.Read("größer"u8));
        Assert.Equal(new DecodedText { Text = "größer", HasMark = true }, DecodedText.Read([0xEF, 0xBB, 0xBF, .. "größer"u8]));
        Assert.Equal(new DecodedText { Text = string.Empty }, DecodedText.Read([]));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public void Other_encodings_are_known_by_their_mark(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);

        Assert.Equal(new DecodedText { Text = "größer 🎈", OtherEncoding = encoding.WebName }, DecodedText.Read([.. encoding.GetPreamble(), .. encoding.GetBytes("größer 🎈")]));
    }

    [Fact]
    public void What_is_no_text_says_why()
    {
        Assert.StartsWith("it is binary", Assert.Throws<TextEncodingException>(() => DecodedText.Read([1, 0, 0, 2])).Message, StringComparison.Ordinal);
        Assert.Equal("not valid UTF-8 at byte 4. Convert it to UTF-8 first.", Assert.Throws<TextEncodingException>(() => DecodedText.Read([0xEF, 0xBB, 0xBF, 97, 0xC3])).Message);
        Assert.Contains("is not valid utf-16", Assert.Throws<TextEncodingException>(() => DecodedText.Read([0xFF, 0xFE, 0, 0xD8, 97, 0])).Message, StringComparison.Ordinal);
    }
}
