namespace Pith.Runtimes.Onnx.Tests.Models;

/// <summary>A folder of a test's own, gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal TemporaryFolder() => Path = Directory.CreateTempSubdirectory("pith-models-").FullName;

    internal string Path { get; }

    internal static string Shipped { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "models");

    internal static string Small { get; } = System.IO.Path.Combine(Shipped, OnnxRuntime.SmallEnglish);

    /// <summary>A folder below this one with the files of another.</summary>
    internal string CopyOf(string folder, string name)
    {
        string copy = System.IO.Path.Combine(Path, name);
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string target = System.IO.Path.Combine(copy, System.IO.Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
            File.SetAttributes(target, FileAttributes.Normal);
        }

        return copy;
    }

    internal string[] Files(string below) => Directory.Exists(System.IO.Path.Combine(Path, below))
        ? [.. Directory.EnumerateFiles(System.IO.Path.Combine(Path, below), "*", SearchOption.AllDirectories).Select(f => System.IO.Path.GetRelativePath(System.IO.Path.Combine(Path, below), f).Replace('\\', '/')).Order(StringComparer.Ordinal)]
        : [];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
