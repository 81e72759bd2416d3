using System.Text.Json;
using Pith.Content.Structured;
using Pith.Content.Tests.Code;

namespace Pith.Content.Tests.Structured;

public sealed class ToolSchemaTests
{
    private static readonly string[] s_names = ["get_weather", "search_documents", "send_mail", "create_issue", "list_files"];

    public static TheoryData<string, double> Forms
    {
        get
        {
            var forms = new TheoryData<string, double>();
            foreach (string form in (string[])["openai", "anthropic", "mcp", "functions", "single"])
            {
                foreach (double rate in (double[])[0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 0.97])
                {
                    forms.Add(form, rate);
                }
            }

            return forms;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_result_parses_and_kept_tools_can_be_called(string form, double rate)
    {
        string text = Of(form);
        foreach (string? question in (string?[])[null, "Which files are there? Use list_files."])
        {
            CompressionResult result = await Compress(text, Budget.Rate(rate), question);
            Assert.True(result.WithinBudget);
            Assert.DoesNotContain(result.Notes, n => n.Code == "other-content");
            if (result.Text.Length == 0)
            {
                continue;
            }

            using JsonDocument parsed = JsonDocument.Parse(result.Text);
            foreach (JsonElement tool in Tools(parsed.RootElement).Where(t => t.ValueKind == JsonValueKind.Object))
            {
                JsonElement named = tool.TryGetProperty("function", out JsonElement function) ? function : tool;
                JsonElement schema = named.EnumerateObject().First(p => p.Name is "parameters" or "input_schema" or "inputSchema").Value;
                Assert.Contains(named.GetProperty("name").GetString(), s_names);
                Assert.Equal(["query", "title", "options"], schema.GetProperty("properties").EnumerateObject().Select(p => p.Name));
                Assert.Equal("string", schema.GetProperty("properties").GetProperty("query").GetProperty("type").GetString());
                Assert.Equal(["a", "b"], schema.GetProperty("properties").GetProperty("title").GetProperty("enum").EnumerateArray().Select(e => e.GetString()));
                Assert.Equal("query", schema.GetProperty("required")[0].GetString());
                Assert.Equal("integer", schema.GetProperty("properties").GetProperty("options").GetProperty("properties").GetProperty("limit").GetProperty("type").GetString());
            }
        }
    }

    [Fact]
    public async Task Descriptions_keep_their_first_sentence()
    {
        int shortened = 0;
        for (double rate = 0.34; rate < 0.5; rate += 0.01)
        {
            CompressionResult result = await Compress(Of("openai"), Budget.Rate(rate), null);

            Assert.All(s_names, n => Assert.Contains($"\"{n}\"", result.Text, StringComparison.Ordinal));
            Assert.DoesNotContain("$schema", result.Text, StringComparison.Ordinal);
            shortened += result.Text.Contains("for the version 1.5 of the service.\"", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.True(shortened > 3, $"{shortened}");
    }

    [Fact]
    public async Task Tools_that_the_question_names_are_kept_first()
    {
        CompressionResult result = await Compress(Of("anthropic"), Budget.Rate(0.15), "Please call create_issue for me");

        Assert.Contains("\"create_issue\"", result.Text, StringComparison.Ordinal);
        Assert.Contains("tools ~", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_protected_range_in_one_member_keeps_no_other()
    {
        string text = Of("single");
        int at = text.IndexOf("Answers come", StringComparison.Ordinal);
        CompressionResult result = await new ToolSchema().CompressAsync(CompressionRequest.ForText(text, Budget.Rate(0.6)) with { Protection = new ProtectionRules { Tags = false, Ranges = [new(at, at + 7)] } }, TestContext.Current.CancellationToken);

        Assert.Contains("Answers come", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("$schema", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("{\"a\": 1}")]
    [InlineData("[{\"name\": \"x\"}, 1]")]
    [InlineData("[{\"name\": \"x\"}")]
    [InlineData("{\"name\": \"x\"}")]
    [InlineData("no json")]
    [InlineData("")]
    public void Other_text_is_not_planned(string text) => Assert.Null(CodePlans.Plan(new ToolSchema(), text));

    [Fact]
    public void Hostile_text_is_planned_in_time()
    {
        foreach (string text in (string[])[new string('[', 1_000_000), "[" + string.Concat(Enumerable.Repeat("{\"name\":\"a\"},", 50_000)) + "{\"name\":\"b\"}]", "\"" + new string('\\', 1_000_000), "{\"name\":\"\0\"}", new string('x', 50_000_000)])
        {
            CodePlans.Plan(new ToolSchema(), text);
        }
    }

    private static IEnumerable<JsonElement> Tools(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Array => root.EnumerateArray(),
        _ when root.TryGetProperty("tools", out JsonElement tools) || root.TryGetProperty("functions", out tools) => tools.EnumerateArray(),
        _ => [root],
    };

    private static async Task<CompressionResult> Compress(string text, Budget budget, string? question) =>
        await new ToolSchema().CompressAsync(CompressionRequest.ForText(text, budget) with { Question = question, Protection = new ProtectionRules { Tags = false } }, TestContext.Current.CancellationToken);

    private static string Of(string form)
    {
        string key = form switch { "anthropic" => "input_schema", "mcp" => "inputSchema", _ => "parameters" };
        string[] tools = [.. s_names.Select(n => "{\n  \"name\": \"" + n + "\",\n  \"description\": \"This is the tool " + n + " for the version 1.5 of the service. It goes on to say \\\"much\\\" more.\\nAnswers come in the order of their weight, the heaviest first.\",\n  \"" + key + """
            ": {
                "$schema": "http://json-schema.org/draft-07/schema#",
                "type": "object",
                "title": "Arguments of the tool",
                "properties": {
                  "query": { "type": "string", "description": "What is looked for. Words are joined by and unless they stand in quotes.", "examples": ["red house", "blue house"] },
                  "title": { "type": "string", "enum": ["a", "b"], "default": "a", "title": "The title of it" },
                  "options": { "type": "object", "properties": { "limit": { "type": "integer", "description": "How many there may be at most. Ten if nothing is said.", "default": 10 } }, "additionalProperties": false }
                },
                "required": ["query"],
                "additionalProperties": false
              }
            }
            """)];
        return form switch
        {
            "openai" => "[" + string.Join(",\n", tools.Select(t => "{ \"type\": \"function\", \"function\": " + t + " }")) + "]",
            "mcp" => "{ \"tools\": [" + string.Join(", ", tools) + "] }",
            "functions" => "{ \"functions\": [" + string.Join(", ", tools) + "], \"other\": 1 }",
            "single" => tools[0],
            _ => "[\n" + string.Join(",\n", tools) + "\n]\n",
        };
    }
}
