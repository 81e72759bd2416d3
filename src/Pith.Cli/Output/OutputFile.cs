namespace Pith.Cli.Output;

/// <summary>A file that is there whole or not at all.</summary>
internal static class OutputFile
{
    /// <summary>Writes to a temporary file beside the target and moves it there; on failure or cancellation nothing is left.</summary>
    /// <exception cref="CommandException">It can't be written.</exception>
    internal static async Task WriteAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        string? temporary = null;
        try
        {
            string target = Target(path);

            // Devices are written to, not replaced.
            if (OperatingSystem.IsWindows() ? path.Equals("NUL", StringComparison.OrdinalIgnoreCase) : target.StartsWith("/dev/", StringComparison.Ordinal))
            {
                using FileStream device = new(target, FileMode.Open, FileAccess.Write);
                await write(device, cancellationToken).ConfigureAwait(false);
                return;
            }

            string folder = Path.GetDirectoryName(target)!;
            Directory.CreateDirectory(folder);
            temporary = Path.Combine(folder, $".pith-{Path.GetRandomFileName()}.tmp");
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                await write(stream, cancellationToken).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(temporary, target, overwrite: true);
            temporary = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: can't be written ({e.Message.TrimEnd('.')}).", e);
        }
        finally
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }
        }
    }

    // A link stays a link: what it points to is replaced.
    private static string Target(string path)
    {
        string full = Path.GetFullPath(path);
        return File.Exists(full) && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } final ? final.FullName : full;
    }
}
