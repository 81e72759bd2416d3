using Pith.Content.Lossless.Json;
using Pith.Content.Lossless.Lines;
using Pith.Content.Lossless.Tables;
using Pith.Text;

namespace Pith.Content.Lossless;

/// <summary>Writes a text in fewer tokens such that the original can be had back, and checks that before it gives the result away.</summary>
/// <remarks>Safe for concurrent use. An encoded text begins with a line such as <c>§json</c> that names the codecs; JSON that only lost white space has none.</remarks>
public sealed class LosslessTier
{
    /// <summary>Most characters that an encoded text may decode to, unless the caller says otherwise.</summary>
    public const int DefaultMaxLength = 64 * 1024 * 1024;

    // An outline of so much fewer characters has fewer tokens too; counting both would take twice as long.
    private const double SurelyShorter = 0.8;

    private const string Raw = "raw";
    private const string Minified = "min";

    private static readonly MinifiedJson s_minified = new();
    private static readonly ILosslessCodec[] s_lineCodecs = [new EmbeddedJson(), new RepeatedBlocks(), new LogLines(), new RegularSpace()];
    private static readonly SeparatedTable s_table = new();
    private static readonly ILosslessCodec[] s_all = [OutlineJson.Value, OutlineJson.Lines, s_table, .. s_lineCodecs, .. JsonStyle.All];

    private readonly LosslessGuarantee _weakest;

    /// <summary>A tier.</summary>
    /// <param name="weakest">The weakest guarantee that will do; <see cref="LosslessGuarantee.Bytes"/> leaves JSON alone whose white space is irregular.</param>
    public LosslessTier(LosslessGuarantee weakest = LosslessGuarantee.Value) => _weakest = weakest;

    /// <summary>The cheapest form of a text that decodes to it.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="counter">Counts the tokens that decide.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public LosslessResult Compress(string text, ITokenCounter counter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(counter);
        int before = counter.Count(text);
        if (text.Length > DefaultMaxLength)
        {
            return Unchanged(text, before, counter, "the text is longer than a decoder takes");
        }

        Candidate best = Best(text, before, counter, cancellationToken);
        if (best.Codecs.Count == 0)
        {
            return Unchanged(text, before, counter, best.Reason);
        }

        return new LosslessResult(best.Text, best.Codecs, best.Guarantee, before, best.Tokens, $"{string.Join(", then ", best.Codecs)}: {before - best.Tokens} tokens fewer, checked by decoding");
    }

    /// <summary>The text that an encoded text was made of; a text that isn't encoded comes back as it is.</summary>
    /// <param name="encoded">What <see cref="Compress"/> gave.</param>
    /// <exception cref="LosslessFormatException">The first line promises what the rest doesn't keep, or the result would be longer than <see cref="DefaultMaxLength"/>.</exception>
    public static string Expand(string encoded) => Expand(encoded, DefaultMaxLength);

    /// <inheritdoc cref="Expand(string)"/>
    /// <param name="encoded">What <see cref="Compress"/> gave.</param>
    /// <param name="maxLength">Most characters that the result, and anything on the way to it, may have.</param>
    public static string Expand(string encoded, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        if (EncodingLine.Read(encoded, out int body) is not { } ids)
        {
            return encoded;
        }

        string text = encoded[body..];
        if (ids is [Raw])
        {
            return text;
        }

        foreach (string id in ids.Reverse())
        {
            ILosslessCodec codec = Array.Find(s_all, c => c.Id == id) ?? throw new LosslessFormatException("The first line names a codec that there is not.");
            text = codec.Decode(text, maxLength);
        }

        return text;
    }

    private sealed record Candidate(string Text, IReadOnlyList<string> Codecs, LosslessGuarantee Guarantee, int Tokens, string Reason);

    private Candidate Best(string text, int before, ITokenCounter counter, CancellationToken cancellationToken)
    {
        var best = new Candidate(text, [], LosslessGuarantee.Bytes, before, "no other form is cheaper");
        if (JsonTape.TryParse(text) is { Roots: > 0 } tape && TryJson(ref best, text, tape, counter, cancellationToken))
        {
            return best;
        }

        if (s_table.Encode(text, counter, cancellationToken) is { } table)
        {
            Consider(ref best, EncodingLine.Write([s_table.Id]) + table, [s_table.Id], LosslessGuarantee.Bytes, counter, s => IsSame(s, text));
            if (best.Codecs.Count > 0)
            {
                return best;
            }
        }

        string current = text;
        foreach (ILosslessCodec codec in s_lineCodecs)
        {
            if (codec.Encode(current, counter, cancellationToken) is { } body)
            {
                string[] chain = [.. best.Codecs, codec.Id];
                if (Consider(ref best, EncodingLine.Write(chain) + body, chain, LosslessGuarantee.Bytes, counter, s => IsSame(s, text)))
                {
                    current = body;
                }
            }
        }

        return best;
    }

    /// <summary>False if JSON codecs can't give the guarantee that was asked for.</summary>
    private bool TryJson(ref Candidate best, string text, JsonTape tape, ITokenCounter counter, CancellationToken cancellationToken)
    {
        string small = MinifiedJson.Encode(tape);
        bool compact = string.Equals(small, text, StringComparison.Ordinal);
        string[] style = [];
        if (_weakest == LosslessGuarantee.Bytes && !compact)
        {
            if (JsonStyle.All.FirstOrDefault(s => s.Wrote(text, tape)) is not { } found)
            {
                return false;
            }

            style = [found.Id];
        }

        LosslessGuarantee guarantee = compact || style.Length > 0 ? LosslessGuarantee.Bytes : LosslessGuarantee.Value;
        OutlineJson outline = tape.Roots > 1 ? OutlineJson.Lines : OutlineJson.Value;
        string? body = outline.Encode(tape, counter, cancellationToken);
        if (!compact && (body is null || body.Length > small.Length * SurelyShorter))
        {
            _ = style.Length > 0
                ? Consider(ref best, EncodingLine.Write(style) + small, style, guarantee, counter, s => IsSame(s, text))
                : Consider(ref best, small, [Minified], guarantee, counter, s => JsonTape.TryParse(s) is { } same && JsonTape.SameTokens(tape, 0, same, 0));
        }

        if (body is not null)
        {
            string[] chain = [.. style, outline.Id];
            _ = Consider(ref best, EncodingLine.Write(chain) + body, chain, guarantee, counter, s => guarantee == LosslessGuarantee.Bytes
                ? IsSame(s, text)
                : outline.IsSame(tape, outline.DecodeToTape(body, DefaultMaxLength)));
        }

        return true;
    }

    private static bool Consider(ref Candidate best, string encoded, string[] codecs, LosslessGuarantee guarantee, ITokenCounter counter, Func<string, bool> check)
    {
        int tokens = counter.Count(encoded);
        if (tokens >= best.Tokens)
        {
            return false;
        }

        // What a decoder can't read is as good as lost: the next best form is taken, and the reason says so.
        bool right;
        try
        {
            right = check(encoded);
        }
        catch (LosslessFormatException)
        {
            right = false;
        }

        best = right
            ? new Candidate(encoded, codecs, guarantee, tokens, string.Empty)
            : best with { Reason = $"{codecs[^1]} did not decode to the original" };
        return right;
    }

    private static bool IsSame(string encoded, string original) => string.Equals(Expand(encoded), original, StringComparison.Ordinal);

    // A text that begins like an encoded one must not be taken for it.
    private static LosslessResult Unchanged(string text, int tokens, ITokenCounter counter, string reason)
    {
        if (EncodingLine.Read(text, out _) is null)
        {
            return new LosslessResult(text, [], LosslessGuarantee.Bytes, tokens, tokens, reason);
        }

        string marked = EncodingLine.Write([Raw]) + text;
        return new LosslessResult(marked, [Raw], LosslessGuarantee.Bytes, tokens, counter.Count(marked), "the text begins like an encoded one and is marked as one that isn't");
    }
}
