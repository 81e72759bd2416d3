namespace Pith.Content.Lossless;

/// <summary>What the lossless tier made of a text.</summary>
/// <param name="Text">The encoded text, or the original.</param>
/// <param name="Codecs">Ids of the codecs in the order in which they were applied; <c>min</c> for JSON without white space. Empty if the text is the original.</param>
/// <param name="Guarantee">What <see cref="LosslessTier.Expand(string)"/> gives back.</param>
/// <param name="TokensBefore">Tokens of the original.</param>
/// <param name="TokensAfter">Tokens of <paramref name="Text"/>; never more than before, except where a text that looks encoded is marked as one that isn't.</param>
/// <param name="Reason">One clause for people: what was done, or why nothing was.</param>
public sealed record LosslessResult(string Text, IReadOnlyList<string> Codecs, LosslessGuarantee Guarantee, int TokensBefore, int TokensAfter, string Reason)
{
    /// <summary>Whether <see cref="Text"/> differs from the original.</summary>
    public bool Changed => Codecs.Count > 0;
}
