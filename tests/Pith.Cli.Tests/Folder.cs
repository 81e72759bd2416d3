namespace Pith.Cli.Tests;

/// <summary>A folder that goes with its test.</summary>
internal sealed class Folder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("pith-cli-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    internal string File(string name, string text = "") => File(name, CommandEnvironment.Utf8.GetBytes(text));

    internal string File(string name, byte[] bytes)
    {
        string path = At(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    internal string At(string name) => System.IO.Path.Combine(Path, name);

    internal string[] Names() => [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Select(f => System.IO.Path.GetRelativePath(Path, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}
