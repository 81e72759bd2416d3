using Pith.Text;

namespace Pith.Tests.Text;

public sealed class NearestNameTests
{
    private static readonly string[] s_known = ["auto", "keep", "llmlingua-2", "head-tail", "tf-idf", "json", "o200k_base"];

    [Theory]
    [InlineData("headtail", "head-tail")]
    [InlineData("HEAD_TAIL", "head-tail")]
    [InlineData("hed-tail", "head-tail")]
    [InlineData("lingua", "llmlingua-2")]
    [InlineData("llmlingua2", "llmlingua-2")]
    [InlineData("jsno", null)]
    [InlineData("jsn", "json")]
    [InlineData("kep", "keep")]
    [InlineData("o200k", "o200k_base")]
    [InlineData("nothing-like-it", null)]
    [InlineData("", null)]
    [InlineData("---", null)]
    public void The_name_that_was_probably_meant_is_found(string name, string? expected)
    {
        Assert.Equal(expected, NearestName.Of(name, s_known));
        Assert.Equal(expected is null ? string.Empty : $" Did you mean '{expected}'?", NearestName.Suggestion(name, s_known));
    }

    [Fact]
    public void An_equal_name_wins_over_one_that_contains_it_and_ties_go_to_the_first()
    {
        Assert.Equal("name", NearestName.Of("name", ["rename", "name", "names"]));
        Assert.Equal("ab", NearestName.Of("a", ["ab", "ac"]));
        Assert.Null(NearestName.Of(new string('a', 65), [new string('a', 65)]));
    }
}
