using System.Text.Json;
using Pith.Reversal;
using Pith.Text;

namespace Pith.Tests.Reversal;

public sealed class RetrievalToolTests
{
    private static readonly string s_text = string.Join('\n', Enumerable.Range(1, 500).Select(i => $"line {i} alpha"));

    [Theory]
    [InlineData("""{"first_line":3,"last_line":"4"}""", "line 3 alpha\nline 4 alpha")]
    [InlineData("""{"pattern":"line 49\\d"}""", "490: line 490 alpha")]
    [InlineData("""{"pattern":"(["}""", "'pattern' is no regular expression.")]
    [InlineData("""{"json_path":"a.b"}""", "The original is no JSON")]
    [InlineData("""{"pattern":"beta"}""", "Nothing of the original matches.")]
    public async Task A_call_is_answered_with_what_it_asks_for_or_what_is_wrong(string arguments, string beginning)
    {
        (RetrievalTool tool, string handle) = await ToolAsync();
        string json = arguments.Insert(1, $"\"handle\":\"#{handle}\",");

        Assert.StartsWith(beginning, await tool.AnswerAsync(JsonDocument.Parse(json).RootElement, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#{0}")]
    [InlineData(" {0} ")]
    [InlineData("[pith -412 lines ~9.2kt #{0}]")]
    public async Task A_handle_is_read_from_what_a_model_copies(string copied)
    {
        (RetrievalTool tool, string handle) = await ToolAsync();
        string json = JsonSerializer.Serialize(new { handle = copied.Replace("{0}", handle, StringComparison.Ordinal), first_line = 3, last_line = 3 });

        Assert.StartsWith("line 3 alpha", await tool.AnswerAsync(JsonDocument.Parse(json).RootElement, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pattern_that_backtracks_a_little_on_each_of_many_lines_is_stopped_too()
    {
        string text = string.Join('\n', Enumerable.Repeat(new string('a', 20) + "b", 2000));
        var store = new MemoryOriginalStore();
        string handle = OriginalId.Of(text);
        await store.StoreAsync(new Dictionary<string, string> { [handle] = text }, TestContext.Current.CancellationToken);
        string json = JsonSerializer.Serialize(new { handle, pattern = "^(?=(a+)+$)" });

        Assert.StartsWith("'pattern' takes too long", await new RetrievalTool(new OriginalRetrieval(store)).AnswerAsync(JsonDocument.Parse(json).RootElement, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_has_no_more_tokens_than_it_may()
    {
        (RetrievalTool tool, string handle) = await ToolAsync();
        string answer = await tool.AnswerAsync(JsonDocument.Parse($$"""{"handle":"{{handle}}"}""").RootElement, TestContext.Current.CancellationToken);

        Assert.InRange(TokenCounters.O200kBase.Count(answer), 50, 100);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"handle":5}""")]
    public async Task A_call_without_a_handle_is_told_so(string arguments)
    {
        (RetrievalTool tool, _) = await ToolAsync();
        Assert.StartsWith("Give 'handle'", await tool.AnswerAsync(JsonDocument.Parse(arguments).RootElement, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handle_that_names_nothing_is_told_so()
    {
        (RetrievalTool tool, _) = await ToolAsync();
        Assert.StartsWith("There is no original #nosuchthin", await tool.AnswerAsync(JsonDocument.Parse("""{"handle":"nosuchthin"}""").RootElement, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public void The_parameters_are_a_schema()
    {
        JsonElement schema = JsonDocument.Parse(RetrievalTool.Parameters).RootElement;
        Assert.Equal("handle", schema.GetProperty("required")[0].GetString());
        Assert.InRange(TokenCounters.O200kBase.Count(RetrievalTool.Parameters + RetrievalTool.Description), 1, 170);
    }

    private static async Task<(RetrievalTool Tool, string Handle)> ToolAsync()
    {
        var store = new MemoryOriginalStore();
        string handle = OriginalId.Of(s_text);
        await store.StoreAsync(new Dictionary<string, string> { [handle] = s_text }, TestContext.Current.CancellationToken);
        return (new RetrievalTool(new OriginalRetrieval(store), mostTokens: 100), handle);
    }
}
