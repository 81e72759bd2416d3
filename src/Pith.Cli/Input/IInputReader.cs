namespace Pith.Cli.Input;

/// <summary>Reads files of one format that is no text, or none for people, as the text that is compressed.</summary>
internal interface IInputReader
{
    /// <summary>What the format is called in messages.</summary>
    string Format { get; }

    /// <summary>Whether a file is of this format, by its name and its bytes.</summary>
    bool Reads(InputFile file, ReadOnlySpan<byte> bytes);

    /// <summary>The text.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; the message says how and begins in lower case.</exception>
    string Read(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);
}
