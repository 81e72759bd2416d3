using System.Buffers.Binary;
using System.Text;

namespace Pith.Runtimes.Onnx.Tokenization;

/// <summary>Writes the few fields of SentencePiece's model file that the library's reader needs.</summary>
/// <remarks>The library reads SentencePiece files and no <c>tokenizer.json</c>; this turns the latter's Unigram vocabulary into the former.</remarks>
internal static class SentencePieceFile
{
    private const int Ordinary = 1;
    private const int UnknownType = 2;
    private const int ControlType = 3;

    /// <summary>A model file: unknown, begin and end first, then the pieces in order.</summary>
    /// <param name="pieces">Ordinary pieces with their log-probabilities.</param>
    /// <param name="charactersMap">Precompiled normalisation map; empty for none.</param>
    internal static MemoryStream Write(IEnumerable<(string Spelling, float Score)> pieces, byte[] charactersMap)
    {
        var file = new MemoryStream();
        Piece(file, "<unk>", 0, UnknownType);
        Piece(file, "<s>", 0, ControlType);
        Piece(file, "</s>", 0, ControlType);
        foreach ((string spelling, float score) in pieces)
        {
            Piece(file, spelling, score, Ordinary);
        }

        // Field numbers of sentencepiece_model.proto: model_type 3 (UNIGRAM = 1), unk_id 40, bos_id 41, eos_id 42, pad_id 43, the spellings 45–47.
        var trainer = new MemoryStream();
        Number(trainer, 3, 1);
        Number(trainer, 40, 0);
        Number(trainer, 41, 1);
        Number(trainer, 42, 2);
        Number(trainer, 43, -1);
        Bytes(trainer, 45, "<unk>"u8);
        Bytes(trainer, 46, "<s>"u8);
        Bytes(trainer, 47, "</s>"u8);
        Bytes(file, 2, trainer.GetBuffer().AsSpan(0, (int)trainer.Length));

        // normalizer_spec: name 1, map 2, add_dummy_prefix 3, remove_extra_whitespaces 4, escape_whitespaces 5.
        var normalizer = new MemoryStream();
        Bytes(normalizer, 1, charactersMap.Length > 0 ? "nmt_nfkc"u8 : "identity"u8);
        Bytes(normalizer, 2, charactersMap);
        Number(normalizer, 3, 0);
        Number(normalizer, 4, 0);
        Number(normalizer, 5, 1);
        Bytes(file, 3, normalizer.GetBuffer().AsSpan(0, (int)normalizer.Length));
        file.Position = 0;
        return file;
    }

    private static void Piece(MemoryStream file, string spelling, float score, int type)
    {
        var piece = new MemoryStream();
        Bytes(piece, 1, Encoding.UTF8.GetBytes(spelling));
        Variable(piece, (2 << 3) | 5);
        Span<byte> bits = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bits, score);
        piece.Write(bits);
        if (type != Ordinary)
        {
            Number(piece, 3, type);
        }

        Bytes(file, 1, piece.GetBuffer().AsSpan(0, (int)piece.Length));
    }

    private static void Number(MemoryStream stream, int field, long value)
    {
        Variable(stream, (ulong)field << 3);
        Variable(stream, (ulong)value);
    }

    private static void Bytes(MemoryStream stream, int field, ReadOnlySpan<byte> bytes)
    {
        Variable(stream, ((ulong)field << 3) | 2);
        Variable(stream, (ulong)bytes.Length);
        stream.Write(bytes);
    }

    private static void Variable(MemoryStream stream, ulong value)
    {
        while (value >= 0x80)
        {
            stream.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        stream.WriteByte((byte)value);
    }
}
