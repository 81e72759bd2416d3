using System.Text;
using Pith.Text;

namespace Pith.Cli.Input;

/// <summary>A text that was read, and how it was written.</summary>
internal sealed record TextInput
{
    /// <summary>Largest text, in bytes; larger inputs go through JSON lines in parts.</summary>
    internal const int LargestBytes = 64 << 20;

    internal const string Limit = "64 MB";

    private static readonly IInputReader[] s_readers = [new BinaryLogReader(), new TestResultsReader()];

    internal required string Text { get; init; }

    internal required int Bytes { get; init; }

    /// <summary>Whether the file began with the UTF-8 byte order mark, which the result gets back.</summary>
    internal bool HasMark { get; init; }

    /// <summary>UTF-16 or UTF-32, if that is what it was; the result is UTF-8.</summary>
    internal string? OtherEncoding { get; init; }

    /// <summary>The format that the text was read from, where it is no text file.</summary>
    internal string? Format { get; init; }

    /// <summary>The result's bytes, with the mark if the input had one.</summary>
    internal byte[] Encode(string text) => HasMark ? [.. Encoding.UTF8.Preamble, .. CommandEnvironment.Utf8.GetBytes(text)] : CommandEnvironment.Utf8.GetBytes(text);

    /// <summary>Reads and decodes a file, or stdin for <c>-</c>.</summary>
    /// <exception cref="CommandException">Missing, too large, binary, or not valid in its encoding.</exception>
    internal static async Task<TextInput> ReadAsync(InputFile file, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        try
        {
            using Stream stream = file.IsStdin ? environment.In : new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            ReadOnlyMemory<byte> bytes = await ReadAllAsync(stream, file, cancellationToken).ConfigureAwait(false);
            return Array.Find(s_readers, r => r.Reads(file, bytes.Span)) is { } reader
                ? new TextInput { Text = reader.Read(bytes, cancellationToken), Bytes = bytes.Length, Format = reader.Format }
                : Decode(bytes, file.Name);
        }
        catch (InvalidDataException e)
        {
            throw new CommandException($"{file.Name}: {e.Message}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file.Name}: {ReasonFor(e)}", e);
        }
    }

    internal static string ReasonFor(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file.",
        UnauthorizedAccessException => "it may not be read.",
        _ => $"it can't be read ({e.Message.TrimEnd('.')}).",
    };

    private static async Task<ReadOnlyMemory<byte>> ReadAllAsync(Stream stream, InputFile file, CancellationToken cancellationToken)
    {
        long known = stream.CanSeek ? stream.Length - stream.Position : 0;
        byte[] buffer = new byte[Math.Clamp(known + 1, 64 * 1024, LargestBytes + 1)];
        int length = 0;
        while (true)
        {
            if (length > LargestBytes || known > LargestBytes)
            {
                throw new CommandException($"{file.Name}: more than {Limit}. Split it, or give its parts as JSON lines (--jsonl).");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, LargestBytes + 1));
            }

            // A read from a terminal or a pipe does not end when it is cancelled; waiting for it does.
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            length += read;
        }
    }

    private static TextInput Decode(ReadOnlyMemory<byte> memory, string name)
    {
        try
        {
            DecodedText decoded = DecodedText.Read(memory.Span);
            return new TextInput { Text = decoded.Text, Bytes = memory.Length, HasMark = decoded.HasMark, OtherEncoding = decoded.OtherEncoding };
        }
        catch (TextEncodingException e)
        {
            throw new CommandException($"{name}: {e.Message}", e);
        }
    }
}
