using System.Globalization;
using Pith.Seams;
using Pith.Text;

namespace Pith.Cli.Diagnosis;

/// <summary>Compresses a sentence with every method and checks what a result promises.</summary>
internal static class SelfTest
{
    internal const string Sentence =
        "The pump in hall 3 must not be started before valve V-17 has been opened, because a pressure of more than 4.5 bar would damage the seals and the warranty of the manufacturer would then no longer apply.";

    internal static async Task<IReadOnlyList<Check>> RunAsync(IModelSource models, CancellationToken cancellationToken)
    {
        var checks = new List<Check>();
        foreach (MethodEntry entry in StandardMethods.Catalog.Entries)
        {
            CompressionResult? result = null;
            Exception? failure = null;
            try
            {
                CompressionRequest request = CompressionRequest.ForText(Sentence, entry.Info.Family == MethodFamily.Lossless ? Budget.LosslessOnly : Budget.Default) with { Question = "When may the pump be started?" };
                result = await StandardMethods.Catalog.Create(entry.Info.Id, models).CompressAsync(request, cancellationToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Check.Of reports it.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                failure = e;
            }

            checks.Add(Check.Of($"self-test {entry.Info.Id}", () => result is null ? throw failure! : Verify(result)));
        }

        return checks;
    }

    /// <exception cref="CommandException">A promise does not hold.</exception>
    private static string Verify(CompressionResult result)
    {
        if (!result.WithinBudget)
        {
            throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"{result.TokensAfter} tokens exceed the limit of {result.TokenLimit}."));
        }

        if (result.TokensAfter == 0)
        {
            throw new CommandException("nothing is left of the sentence.");
        }

        if (result.TokensAfter != TokenCounters.Get(result.Tokenizer).Count(result.Text))
        {
            throw new CommandException("the tokens of the result are not what was reported.");
        }

        int at = 0;
        int end = 0;
        foreach (TextSpan span in result.Kept)
        {
            string slice = span.Start >= end && span.End <= Sentence.Length ? span.Of(Sentence).ToString() : throw new CommandException("the kept ranges are not ascending.");
            int found = result.Text.IndexOf(slice, at, StringComparison.Ordinal);
            at = found >= 0 ? found + slice.Length : throw new CommandException("the result is not made of the kept ranges.");
            end = span.End;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{result.TokensBefore} → {result.TokensAfter} tokens");
    }
}
