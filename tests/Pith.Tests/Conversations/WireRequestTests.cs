using System.Text;
using System.Text.Json;
using Pith.Conversations;
using Pith.Conversations.Wire;

namespace Pith.Tests.Conversations;

public sealed class WireRequestTests
{
    [Theory]
    [InlineData("/v1/chat/completions", "chat-completions")]
    [InlineData("/openai/deployments/gpt/chat/completions/", "chat-completions")]
    [InlineData("/v1/responses", "responses")]
    [InlineData("/v1/messages", "anthropic-messages")]
    [InlineData("/v1/messages/count_tokens", null)]
    [InlineData("/v1/responses/resp_1", null)]
    [InlineData("/v1/embeddings", null)]
    public void A_path_names_the_format(string path, string? name) => Assert.Equal(name, WireFormat.ForPath(path)?.Name);

    [Fact]
    public void Chat_completions_are_read_in_order_with_tools_by_their_calls()
    {
        WireRequest request = Read(WireFormat.ChatCompletions, """
            {"model":"m","messages":[
              {"role":"system","content":"S"},
              {"role":"user","content":[{"type":"text","text":"U1"},{"type":"image_url","image_url":{"url":"data:x"}},{"type":"text","text":"U2"}]},
              {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"grep","arguments":"{\"q\":1}"}}]},
              {"role":"tool","tool_call_id":"c1","content":"T1"},
              {"role":"tool","tool_call_id":"zz","content":"T2"}],"stream":true}
            """);

        Assert.Equal(["S", "U1", "U2", "T1", "T2"], request.Conversation.Texts.Select(t => t.Text));
        Assert.Equal([0, 1, 1, 3, 4], request.Conversation.Texts.Select(t => t.Message));
        Assert.Equal(("grep", "{\"q\":1}"), (request.Conversation.Texts[3].Tool, request.Conversation.Texts[3].Call));
        Assert.Null(request.Conversation.Texts[4].Tool);
        Assert.Equal(2, request.Conversation.Answered);
        Assert.Equal("m", request.Model);
        Assert.True(request.IsStreaming);
    }

    [Fact]
    public void Responses_are_read_as_a_string_and_as_items()
    {
        WireRequest plain = Read(WireFormat.Responses, """{"model":"m","instructions":"I","input":"U"}""");
        Assert.Equal([(ConversationRole.System, "I"), (ConversationRole.User, "U")], plain.Conversation.Texts.Select(t => (t.Role, t.Text)));

        WireRequest items = Read(WireFormat.Responses, """
            {"input":[{"role":"user","content":"U"},{"type":"reasoning","encrypted_content":"x"},
            {"type":"function_call","call_id":"c","name":"read","arguments":"{}"},
            {"type":"function_call_output","call_id":"c","output":"T"},
            {"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"T2"}]},
            {"type":"compaction","encrypted_content":"y"}]}
            """);
        Assert.Equal(["U", "T", "T2"], items.Conversation.Texts.Select(t => t.Text));
        Assert.Equal("read", items.Conversation.Texts[1].Tool);
        Assert.Equal(3, items.Conversation.Answered);
    }

    [Fact]
    public void Anthropic_messages_are_read_and_what_must_not_be_touched_is_not_seen()
    {
        WireRequest request = Read(WireFormat.AnthropicMessages, """
            {"system":[{"type":"text","text":"S","cache_control":{"type":"ephemeral"}}],"messages":[
            {"role":"user","content":"U"},
            {"role":"assistant","content":[{"type":"thinking","thinking":"secret","signature":"s"},{"type":"tool_use","id":"t","name":"read","input":{"path":"a"}},{"type":"server_tool_use","id":"x","name":"web_search","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"T"},{"type":"image","source":{}}]},{"type":"text","text":"U2"}]}]}
            """);

        Assert.Equal([(ConversationRole.System, "S"), (ConversationRole.User, "U"), (ConversationRole.Tool, "T"), (ConversationRole.User, "U2")], request.Conversation.Texts.Select(t => (t.Role, t.Text)));
        Assert.Equal(("read", "{\"path\":\"a\"}"), (request.Conversation.Texts[2].Tool, request.Conversation.Texts[2].Call));
        Assert.Equal(2, request.Conversation.Answered);
    }

    [Fact]
    public void Only_the_strings_that_change_differ()
    {
        const string Body = " {\"temperature\": 1.0e0, \"seed\":12345678901234567890,\"messages\" : [ {\"role\":\"tool\",\"content\":\"caf\\u00e9 \\/ x\", \"n\":0.10} , {\"role\":\"user\", \"content\":\"ok\"}],\"x\":{\"a\":1,\"a\":2} } ";
        WireRequest request = Read(WireFormat.ChatCompletions, Body);
        Assert.Equal("café / x", request.Conversation.Texts[0].Text);

        string output = Encoding.UTF8.GetString(request.With(Result(request, "a \"b\"\n\u0001 é", null)).Span);
        Assert.Equal(Body.Replace("caf\\u00e9 \\/ x", "a \\\"b\\\"\\n\\u0001 é", StringComparison.Ordinal), output);
        Assert.Equal("a \"b\"\n\u0001 é", JsonDocument.Parse(output).RootElement.GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public void Nothing_changed_is_the_very_same_bytes()
    {
        WireRequest request = Read(WireFormat.ChatCompletions, """{"messages":[{"role":"user","content":"x"}]}""");
        Assert.True(request.With(Result(request, [null])).Equals(request.Body));
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"a","content":"b"}]}""")]
    [InlineData("""{"messages":[],"messages":[]}""")]
    [InlineData("""{"messages":[{"role":"user","\u0063ontent":"a","content":"b"}]}""")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{\"messages\":")]
    [InlineData("\"text\"")]
    public void What_is_ambiguous_or_no_request_is_refused(string body) =>
        Assert.Throws<WireFormatException>(() => Read(WireFormat.ChatCompletions, body));

    [Fact]
    public void Deep_nesting_is_refused_and_not_followed()
    {
        string body = "{\"messages\":" + new string('[', 100_000) + new string(']', 100_000) + "}";
        Assert.Throws<WireFormatException>(() => Read(WireFormat.ChatCompletions, body));
    }

    [Theory]
    [InlineData("""{"messages":{"role":"user"}}""")]
    [InlineData("""{"messages":[1,null,"x",{"role":5,"content":7},{"role":"user","content":{"type":"text"}}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"\ud800"}]}""")]
    [InlineData("{}")]
    public void Wrong_types_give_no_texts(string body) => Assert.Empty(Read(WireFormat.ChatCompletions, body).Conversation.Texts);

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"tools":[{"n":1}]}""")]
    [InlineData("{}", """{"tools":[{"n":1}]}""")]
    [InlineData("""{"tools":[]}""", """{"tools":[{"n":1}]}""")]
    [InlineData("""{"tools":[ 5 ],"b":2}""", """{"tools":[ 5 ,{"n":1}],"b":2}""")]
    public void A_tool_is_added_at_the_end_of_the_list(string body, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Read(WireFormat.ChatCompletions, body).WithItem("tools", "{\"n\":1}"u8).Body.Span));

    [Theory]
    [InlineData("""{"messages":[ {"role":"user"} ],"b":1}""", """{"messages":[ {"role":"user"} ,1,2],"b":1}""")]
    [InlineData("""{"messages":[]}""", """{"messages":[1,2]}""")]
    public void Turns_are_added_at_the_end(string body, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Read(WireFormat.ChatCompletions, body).WithTurns(["1"u8.ToArray(), "2"u8.ToArray()]).Body.Span));

    [Fact]
    public void Turns_after_the_short_form_of_an_input_make_it_the_long_one()
    {
        WireRequest request = Read(WireFormat.Responses, """{"input": "a \u00e9 \"b\"" ,"x":1}""").WithTurns(["{\"type\":\"x\"}"u8.ToArray()]);

        Assert.Equal("""{"input": [{"role":"user","content":"a \u00e9 \"b\""},{"type":"x"}] ,"x":1}""", Encoding.UTF8.GetString(request.Body.Span));
        Assert.Throws<WireFormatException>(() => Read(WireFormat.Responses, """{"input":5}""").WithTurns(["1"u8.ToArray()]));
    }

    [Theory]
    [InlineData("chat-completions", """{"messages":[{"role":"assistant","tool_calls":[{"id":"a"} ]},{"role":"tool","tool_call_id":"a"},{"role":"user"}]}""", """{"messages":[{"role":"assistant","tool_calls":[{"id":"a"} ,"C"]},"A",{"role":"tool","tool_call_id":"a"},{"role":"user"}]}""")]
    [InlineData("anthropic-messages", """{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}]}""", """{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a"},"C"]},{"role":"user","content":["A",{"type":"tool_result","tool_use_id":"a"}]}]}""")]
    [InlineData("anthropic-messages", """{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a"}]}]}""", """{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a"}]}]}""")]
    [InlineData("anthropic-messages", """{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a"}]},{"role":"user","content":"no"}]}""", """{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a"}]},{"role":"user","content":"no"}]}""")]
    [InlineData("responses", """{"input":[{"type":"function_call","call_id":"a"},{"type":"function_call_output","call_id":"a"}]}""", """{"input":[{"type":"function_call","call_id":"a"},"C","A",{"type":"function_call_output","call_id":"a"}]}""")]
    public void Unseen_calls_stand_beside_the_seen_one_with_their_answers(string format, string body, string expected)
    {
        var unseen = new Dictionary<string, UnseenCalls> { ["a"] = new() { Calls = ["\"C\""u8.ToArray()], Answers = ["\"A\""u8.ToArray()] }, ["b"] = new() { Calls = [], Answers = [] } };
        WireRequest request = WireFormat.All.Single(f => f.Name == format).Read(Encoding.UTF8.GetBytes(body));

        Assert.Equal(expected, Encoding.UTF8.GetString(request.WithUnseen(unseen).Body.Span));
        Assert.Same(request, request.WithUnseen(new Dictionary<string, UnseenCalls>()));
    }

    [Fact]
    public void Calls_know_how_many_texts_stand_before_them()
    {
        WireRequest request = Read(WireFormat.ChatCompletions, """{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"t","tool_calls":[{"id":"a"},{"id":"b"}]},{"role":"tool","tool_call_id":"a","content":"r"},{"role":"assistant","tool_calls":[{"id":"c"}]}]}""");

        Assert.Equal([new WireCall("a", 1), new WireCall("b", 1), new WireCall("c", 3)], request.Calls);
    }

    [Fact]
    public void Tools_and_answers_are_in_the_form_of_the_api()
    {
        string Of(WireFormat f) => Encoding.UTF8.GetString(f.Tool("n", "d \"q\"", "{\"type\":\"object\"}").Span) + Encoding.UTF8.GetString(f.Answer("id", "a\nb").Span);

        Assert.Equal("""{"type":"function","function":{"name":"n","description":"d \"q\"","parameters":{"type":"object"}}}{"role":"tool","tool_call_id":"id","content":"a\nb"}""", Of(WireFormat.ChatCompletions));
        Assert.Equal("""{"type":"function","name":"n","description":"d \"q\"","parameters":{"type":"object"},"strict":false}{"type":"function_call_output","call_id":"id","output":"a\nb"}""", Of(WireFormat.Responses));
        Assert.Equal("""{"name":"n","description":"d \"q\"","input_schema":{"type":"object"}}{"type":"tool_result","tool_use_id":"id","content":"a\nb"}""", Of(WireFormat.AnthropicMessages));
    }

    private static WireRequest Read(WireFormat format, string body) => format.Read(Encoding.UTF8.GetBytes(body));

    private static ConversationResult Result(WireRequest request, params string?[] texts) => new()
    {
        Outcomes = [.. request.Conversation.Texts.Zip(texts, (t, n) => new ConversationOutcome { Text = n ?? t.Text, IsChanged = n is not null, Method = "m" })],
    };
}
