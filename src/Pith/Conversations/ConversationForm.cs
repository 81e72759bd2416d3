using System.Runtime.InteropServices;
using Pith.Text;

namespace Pith.Conversations;

/// <summary>What was sent in place of a text, so that the same text is the same bytes on the next turn.</summary>
public sealed record ConversationForm
{
    /// <summary>What was sent; null if the text went as it is.</summary>
    public string? Text { get; init; }

    /// <summary>Id of the method.</summary>
    public required string Method { get; init; }

    /// <summary>Why it went as it is, or what stood in the way.</summary>
    public ReasonCode Reason { get; init; }

    /// <summary>Tokens of the text.</summary>
    public required int TokensBefore { get; init; }

    /// <summary>Tokens of what was sent.</summary>
    public required int TokensAfter { get; init; }

    /// <summary>Ranges of the text that stand in the original store.</summary>
    public IReadOnlyList<TextSpan> Cuts { get; init; } = [];

    /// <summary>When it was made, or its originals were last stored anew.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The form as bytes, for stores.</summary>
    public byte[] ToBytes()
    {
        using var output = new MemoryStream();
        using var writer = new BinaryWriter(output);
        writer.Write(Layout);
        writer.Write(Method);
        writer.Write((int)Reason);
        writer.Write(TokensBefore);
        writer.Write(TokensAfter);
        writer.Write(At.UtcTicks);
        writer.Write(Cuts.Count);
        foreach (TextSpan cut in Cuts)
        {
            writer.Write(cut.Start);
            writer.Write(cut.End);
        }

        writer.Write(Text?.Length ?? -1);

        // The characters as they are: lone surrogates have no bytes in any encoding.
        writer.Write(MemoryMarshal.AsBytes(Text.AsSpan()));
        writer.Flush();
        return output.ToArray();
    }

    /// <summary>A form from its bytes; null if they are not whole, or of a version that this one does not know.</summary>
    public static ConversationForm? FromBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var input = new MemoryStream(bytes.ToArray());
            using var reader = new BinaryReader(input);
            if (reader.ReadByte() != Layout)
            {
                return null;
            }

            string method = reader.ReadString();
            var reason = (ReasonCode)reader.ReadInt32();
            (int before, int after) = (reader.ReadInt32(), reader.ReadInt32());
            var at = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
            int count = reader.ReadInt32();
            if (!Enum.IsDefined(reason) || count < 0 || count > (bytes.Length / (2 * sizeof(int))))
            {
                return null;
            }

            var cuts = new TextSpan[count];
            for (int i = 0; i < count; i++)
            {
                cuts[i] = new TextSpan(reader.ReadInt32(), reader.ReadInt32());
            }

            int length = reader.ReadInt32();
            ReadOnlySpan<byte> text = bytes[(int)input.Position..];
            if (length < -1 || text.Length != sizeof(char) * (long)Math.Max(0, length))
            {
                return null;
            }

            return new ConversationForm { Text = length < 0 ? null : MemoryMarshal.Cast<byte, char>(text).ToString(), Method = method, Reason = reason, TokensBefore = before, TokensAfter = after, Cuts = cuts, At = at };
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private const byte Layout = 1;
}

/// <summary>Remembers forms by key. Implementations are safe for concurrent use and may forget.</summary>
public interface IFormStore
{
    /// <summary>The forms that are known of these keys.</summary>
    ValueTask<IReadOnlyDictionary<string, ConversationForm>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default);

    /// <summary>Remembers forms by key; a key that is known takes the new form.</summary>
    ValueTask StoreAsync(IReadOnlyDictionary<string, ConversationForm> forms, CancellationToken cancellationToken = default);
}
