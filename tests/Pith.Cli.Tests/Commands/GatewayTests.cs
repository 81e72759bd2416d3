using Pith.Cli.Commands;

namespace Pith.Cli.Tests.Commands;

public class GatewayTests
{
    [Fact]
    public void The_program_is_where_it_is_named_then_beside_then_on_the_path()
    {
        using var folder = new Folder();
        string beside = Path.Combine(folder.Path, "tool"), path = Path.Combine(folder.Path, "bin"), exe = OperatingSystem.IsWindows() ? ".exe" : string.Empty;
        Directory.CreateDirectory(Path.Combine(beside, "gateway"));
        Directory.CreateDirectory(path);
        var missing = Assert.Throws<CommandException>(() => Gateway.Program(beside, null, path));
        Assert.Contains("dotnet tool install Pith.Gateway", missing.Message, StringComparison.Ordinal);

        string onPath = Path.Combine(path, "pith-gateway" + exe);
        File.WriteAllText(onPath, string.Empty);
        Assert.Equal(onPath, Gateway.Program(beside, null, $"{folder.Path}{Path.PathSeparator}{path}").File);

        string library = Path.Combine(beside, "gateway", "Pith.Gateway.dll");
        File.WriteAllText(library, string.Empty);
        (string file, string[] arguments) = Gateway.Program(beside, null, path);
        Assert.Equal(("dotnet", library), (file, arguments.Single()));

        string program = Path.Combine(beside, "gateway", "Pith.Gateway" + exe);
        File.WriteAllText(program, string.Empty);
        Assert.Equal(program, Gateway.Program(beside, null, path).File);
        Assert.Equal(onPath, Gateway.Program(beside, onPath, path).File);
        Assert.Throws<CommandException>(() => Gateway.Program(beside, Path.Combine(path, "no"), path));
    }
}
