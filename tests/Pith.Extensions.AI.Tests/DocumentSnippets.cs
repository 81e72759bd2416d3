using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Pith.Conversations;

namespace Pith.Extensions.AI.Tests;

#pragma warning disable xUnit1051 // The page shows the calls as a reader makes them.
/// <summary>The C# of docs/chat-clients.md, compiled and run.</summary>
public sealed class DocumentSnippets
{
    [Fact]
    public async Task The_five_line_start_halves_results()
    {
        using var chat = new ScriptedChatClient();
        List<ChatMessage> messages = Given.ToolRound(Given.Log());
        ChatOptions? options = null;

        IChatClient client = chat.AsBuilder()
            .UseFunctionInvocation()
            .UseContextCompression()
            .Build();
        ChatResponse response = await client.GetResponseAsync(messages, options);

        Assert.Equal("done", response.Text);
        Assert.InRange(Given.Tokens((string)Given.Result(chat.Requests[0][3]).Result!), 1, Given.Tokens(Given.Log()) / 2);
    }

    [Fact]
    public async Task The_configuration_of_the_page_is_used()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "chat-clients.md"));
        string json = page.Split("```json\n")[1].Split("```")[0];
        IConfiguration configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json))).Build();
        using var chat = new ScriptedChatClient();
        var services = new ServiceCollection();

        // A machine that is busy must not decide the test.
        configuration["Pith:Timeout"] = "00:10:00";

        services.AddPith(configuration.GetSection("Pith"))
            .AddToolReducer("list_files", new TextReducer("count-files", text => $"{text.Split('\n').Length} files"));
        services.AddChatClient(chat).UseFunctionInvocation().UseContextCompression();

        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IChatClient>().GetResponseAsync(Given.ToolRound(Given.Log(), "list_files"));
        Assert.Equal("120 files", Given.Result(chat.Requests[0][3]).Result);

        IChatClient withRetrieval = chat.AsBuilder()
            .AddRetrievalTool()
            .UseFunctionInvocation()
            .UseContextCompression()
            .Build(provider);

        await withRetrieval.GetResponseAsync("Hello");
        Assert.Single(chat.Options[1]!.Tools!);
    }

    [Fact]
    public void The_handler_is_put_into_a_client()
    {
        ConversationCompressor compressor = Given.Compressor();

        using var http = new HttpClient(new PithHttpHandler(compressor) { InnerHandler = new SocketsHttpHandler() });

        Assert.NotNull(http);
    }

    private static string Root() => System.Reflection.CustomAttributeExtensions.GetCustomAttributes<System.Reflection.AssemblyMetadataAttribute>(typeof(DocumentSnippets).Assembly).Single(a => a.Key == "RepositoryRoot").Value!;
}
