using System.Reflection;
using Pith.Clients;

namespace Pith.Mcp.Tests;

/// <summary>Clients of others drive the real process over stdio.</summary>
public sealed class RealClientTests : IAsyncLifetime
{
    private static readonly string[] s_checks = ["connect", "list", "compress_text", "compress_file", "retrieve", "count", "methods", "errors", "resources", "progress", "cancel", "concurrent", "nothing but protocol"];

    private static readonly NodeProject s_clients = new("mcp");

    private readonly Folder _folder = new();

    internal static string Root { get; } = typeof(RealClientTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    private static string[] Server { get; } = [Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Pith.Cli.exe" : "Pith.Cli"), "mcp"];

    public async ValueTask InitializeAsync()
    {
        _folder.Write("docs/users.json", Fakes.Json);
        string text = await File.ReadAllTextAsync(Path.Combine(Root, "samples", "texts", "abstracts.txt"));
        _folder.Write("docs/long.txt", string.Concat(Enumerable.Repeat(text + "\n\n", (60_000 / text.Length) + 1)));
        _folder.Write("secret.txt", "secret");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // sdk speaks the revisions with a handshake, client those without.
    [Theory]
    [InlineData("sdk", 18)]
    [InlineData("client", 20)]
    public async Task The_protocols_own_clients_can_do_everything(string client, int node)
    {
        await s_clients.ReadyAsync(node);

        (int code, string output) = await s_clients.RunAsync("node", ["drive.mjs", client, _folder.At("docs"), "--", .. Server, "--root", _folder.At("docs"), "--store", _folder.At($"{client}.db")]);

        Assert.True(code == 0, output);
        Assert.Equal(s_checks, NodeProject.Checks(output));
        Assert.True(new FileInfo(_folder.At($"{client}.db")).Length > 0);
    }
}
