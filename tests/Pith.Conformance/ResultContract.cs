using System.Text;
using Pith.Text;
using Xunit;

namespace Pith.Conformance;

/// <summary>What holds for every result, whatever was asked.</summary>
/// <remarks>Written from the contract's words, without the library's renderer: it walks through the text with the ranges in hand.</remarks>
internal static class ResultContract
{
    internal static async Task<CompressionResult> RunAsync(ICompressor compressor, CompressionRequest request, string what, CancellationToken cancellationToken)
    {
        CompressionResult result = await compressor.CompressAsync(request, cancellationToken);
        List<string> violations = Violations(compressor, request, result);
        Assert.True(violations.Count == 0, $"{compressor.Method.Id}, {what}, {request.Budget}, {request.TokenCounter.Name}: {string.Join("; ", violations)}");
        return result;
    }

    internal static List<string> Violations(ICompressor compressor, CompressionRequest request, CompressionResult result)
    {
        var found = new List<string>();
        void Expect(bool holds, string otherwise)
        {
            if (!holds)
            {
                found.Add(otherwise);
            }
        }

        string original = request.Original;
        int before = request.TokenCounter.Count(original);
        int after = request.TokenCounter.Count(result.Text);
        Expect(result.Method == compressor.Method.Id, $"the result names the method {result.Method}");
        Expect(result.Tokenizer == request.TokenCounter.Name, $"the result names the tokenizer {result.Tokenizer}");
        Expect(result.TokensBefore == before, $"{result.TokensBefore} tokens before; counted {before}");
        Expect(result.TokensAfter == after, $"{result.TokensAfter} tokens after; counted {after}");
        Expect(result.Kind == ResultKind.Original == (result.Text == original), $"kind {result.Kind}, and the text {(result.Text == original ? "is" : "is not")} the original");
        if (result.Kind != ResultKind.Rewritten)
        {
            Expect(after <= before, $"{before} tokens became {after}");
            Expect(result.WithinBudget || result.Reason == ReasonCode.BudgetBelowProtected, $"{after} tokens, over the limit of {result.TokenLimit}, and the reason is {result.Reason.Name()}");
        }

        if (result.Kind == ResultKind.Folded)
        {
            found.AddRange(Folds(original, result));
        }
        else if (result.Kind != ResultKind.Rewritten)
        {
            found.AddRange(Ranges(original, result.Text, result.Kept).Select(v => "whole: " + v));
            found.AddRange(MutilationChecker.CutAtoms(original, result.Kept).Take(3).Select(a => $"cut '{a}'"));
            found.AddRange(MutilationChecker.Find(original, result.Text).Take(3).Select(a => $"new token '{a}'"));
        }

        found.AddRange(Segments(request, result));
        return found;
    }

    /// <summary>Whether the slices stand in the text in their order, every cut's marker too, and neither makes atoms that the original had not.</summary>
    private static IEnumerable<string> Folds(string original, CompressionResult result)
    {
        int end = 0;
        int at = 0;
        foreach (TextSpan range in result.Kept)
        {
            if (range.IsEmpty || range.Start < end || range.End > original.Length)
            {
                yield return $"range {range} is empty, not after the one before, or outside the text of {original.Length}";
                yield break;
            }

            end = range.End;
            int place = result.Text.AsSpan(at).IndexOf(range.Of(original), StringComparison.Ordinal);
            if (place < 0)
            {
                yield return $"slice {range} does not stand after {at} of the text";
                yield break;
            }

            at += place + range.Length;
        }

        string bare = result.Text;
        foreach (Elision elision in result.Elisions)
        {
            if (!result.Text.Contains(elision.Marker, StringComparison.Ordinal) || elision.Span.IsEmpty || elision.Span.End > original.Length)
            {
                yield return $"the marker {elision.Marker} of {elision.Span} is not in the text";
            }

            bare = bare.Replace(elision.Marker, " ", StringComparison.Ordinal);
        }

        // Words of prose among other content are dropped without markers: the ranges tell.
        bool prose = result.Segments.Any(s => s.Method.Split('+').Contains("keep"));
        if (!prose && result.Elisions.Count == 0 && result.Text.Length > 0 && WithoutWhiteSpace(result.Text).Length < WithoutWhiteSpace(original).Length)
        {
            yield return "something was cut without a marker";
        }

        foreach (string atom in MutilationChecker.Find(original, bare).Where(a => !IsCell(original, a)).Take(3))
        {
            yield return $"new token '{atom}'";
        }
    }

    // A grammar's separators end an atom: [1,2.50] are two numbers, though the comma could be one of thousands.
    private static bool IsCell(string original, string atom)
    {
        for (int at = original.IndexOf(atom, StringComparison.Ordinal); at >= 0; at = original.IndexOf(atom, at + 1, StringComparison.Ordinal))
        {
            int end = at + atom.Length;
            if ((at == 0 || IsSeparator(original[at - 1])) && (end == original.Length || IsSeparator(original[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSeparator(char c) => char.IsWhiteSpace(c) || c is ',' or ';' or '|' or '"' or '[' or ']' or '{' or '}' or ':';

    /// <summary>Whether <paramref name="kept"/> slices, joined by nothing but white space, are <paramref name="text"/>.</summary>
    internal static List<string> Ranges(string original, string text, IReadOnlyList<TextSpan> kept)
    {
        var found = new List<string>();
        int end = 0;
        int at = 0;
        foreach (TextSpan range in kept)
        {
            if (range.IsEmpty || range.Start < end || range.End > original.Length)
            {
                found.Add($"range {range} is empty, not after the one before, or outside the text of {original.Length}");
                return found;
            }

            end = range.End;
            if (SplitsPair(original, range.Start) || SplitsPair(original, range.End))
            {
                found.Add($"range {range} splits a surrogate pair");
            }

            string slice = range.Of(original).ToString();
            if (slice.AsSpan().IsWhiteSpace())
            {
                continue;
            }

            int lead = slice.Length - slice.AsSpan().TrimStart().Length;
            int place = text.Length - text.AsSpan(at).TrimStart().Length - lead;
            if (place < at || string.CompareOrdinal(text, place, slice, 0, slice.Length) != 0)
            {
                found.Add($"slice {range} does not stand at {place} of the text");
                return found;
            }

            at = place + slice.Length;
        }

        if (!text.AsSpan(at).IsWhiteSpace())
        {
            found.Add($"text after {at} is in no range");
        }

        // The same again in another way, so that an error in the walk above can't hide one in the ranges.
        var slices = new StringBuilder();
        foreach (TextSpan range in kept)
        {
            slices.Append(range.Of(original));
        }

        if (WithoutWhiteSpace(slices.ToString()) != WithoutWhiteSpace(text))
        {
            found.Add("slices and text differ in more than white space");
        }

        return found;
    }

    private static IEnumerable<string> Segments(CompressionRequest request, CompressionResult result)
    {
        if (result.Segments.Count != request.Segments.Count)
        {
            yield return $"{result.Segments.Count} outcomes for {request.Segments.Count} segments";
            yield break;
        }

        var all = new List<TextSpan>();
        int at = 0;
        for (int i = 0; i < request.Segments.Count; i++)
        {
            Segment segment = request.Segments[i];
            SegmentOutcome outcome = result.Segments[i];
            if (outcome.Index != i || outcome.TokensBefore != request.TokenCounter.Count(segment.Text) || outcome.TokensAfter != request.TokenCounter.Count(outcome.Text))
            {
                yield return $"outcome {i} has the index {outcome.Index} and counts {outcome.TokensBefore}, {outcome.TokensAfter}";
            }

            if (result.Kind is ResultKind.Original or ResultKind.Extracted)
            {
                foreach (string violation in Ranges(segment.Text, outcome.Text, outcome.Kept))
                {
                    yield return $"segment {i}: {violation}";
                }

                at += at > 0 && segment.Text.Length > 0 ? CompressionRequest.SegmentSeparator.Length : 0;
                all.AddRange(outcome.Kept.Select(k => new TextSpan(k.Start + at, k.End + at)));
                at += segment.Text.Length;
            }
        }

        string joined = string.Join(CompressionRequest.SegmentSeparator, result.Segments.Where(s => s.Text.Length > 0).Select(s => s.Text));
        bool same = result.Kind == ResultKind.Rewritten ? WithoutWhiteSpace(joined) == WithoutWhiteSpace(result.Text) : joined == result.Text;
        if (!same)
        {
            yield return "the segments' texts are not the text";
        }

        if (result.Kind == ResultKind.Extracted && !all.SequenceEqual(result.Kept))
        {
            yield return "the segments' ranges are not the ranges of the whole";
        }
    }

    private static bool SplitsPair(string text, int at) =>
        at > 0 && at < text.Length && char.IsHighSurrogate(text[at - 1]) && char.IsLowSurrogate(text[at]);

    private static string WithoutWhiteSpace(string text)
    {
        var builder = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                builder.Append(c);
            }
        }

        return builder.ToString();
    }
}
