using System.IO.Compression;
using System.Text.Json;
using Pith.Runtimes.Onnx;

namespace Pith.Bench;

/// <summary>Records of the development suites whose question is given to the compressor: does the answer still stand in the text?</summary>
internal static class Asked
{
    private static readonly string[] s_floors = ["head-tail", "random", "tf-idf"];

    /// <summary>One suite, by methods and rates; the floors always beside them.</summary>
    /// <param name="folder">The folder of the suites.</param>
    /// <param name="suite">Name of the suite; <c>tatqa</c> means its tables alone, <c>tatqa+</c> them with the text around.</param>
    /// <param name="methods">Ids of methods.</param>
    /// <param name="rates">Kept / original.</param>
    /// <param name="misses">How many misses are shown.</param>
    internal static async Task<int> RunAsync(string folder, string suite, string[] methods, double[] rates, int misses)
    {
        List<(string Text, string Question, string[] Answers)> asked = [.. Read(Path.Combine(folder, suite.TrimEnd('+') + ".jsonl.gz"), suite)];
        Console.WriteLine($"{suite}: {asked.Count} questions whose answer stands in the whole text");
        Console.WriteLine("| method | rate | kept tokens | over the limit | answers that survive |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (string id in methods.Concat(s_floors.Except(methods)))
        {
            ICompressor method = StandardMethods.Catalog.Create(id, OnnxRuntime.Default);
            foreach (double rate in rates)
            {
                long before = 0, after = 0;
                int alive = 0, over = 0;
                foreach ((string text, string question, string[] answers) in asked)
                {
                    CompressionResult result = await method.CompressAsync(CompressionRequest.ForText(text, Budget.Rate(rate)) with { Question = question });
                    before += result.TokensBefore;
                    after += result.TokensAfter;
                    over += result.WithinBudget ? 0 : 1;
                    bool found = answers.Any(a => Stands(a, result.Text));
                    alive += found ? 1 : 0;
                    if (!found && misses-- > 0)
                    {
                        Console.WriteLine($"MISS {question} -> {string.Join(" / ", answers)}\n{text[..Math.Min(600, text.Length)]}\n----\n{result.Text}\n====");
                    }
                }

                Console.WriteLine($"| {id} | {rate:0.00} | {100.0 * after / before:0.0} % | {over} | {100.0 * alive / asked.Count:0.0} % ({alive}/{asked.Count}) |");
            }
        }

        return 0;
    }

    // A short answer must stand between non-alphanumeric characters: the digit 4 is found in any long text.
    private static bool Stands(string answer, string text)
    {
        for (int at = text.IndexOf(answer, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(answer, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            int end = at + answer.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<(string Text, string Question, string[] Answers)> Read(string file, string suite)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement record = document.RootElement;
            string text = string.Join("\n\n", record.GetProperty("docs").EnumerateArray()
                .Where(d => suite != "tatqa" || d.GetProperty("title").GetString() == "table")
                .Select(d => d.TryGetProperty("text", out JsonElement t) ? t.GetString() : null).Where(t => !string.IsNullOrEmpty(t)));
            foreach (JsonElement question in record.GetProperty("qas").EnumerateArray())
            {
                string[] answers = [.. question.GetProperty("answers").EnumerateArray().Select(a => a.ToString()).Where(a => a.Length > 0)];
                bool fromTable = !suite.StartsWith("tatqa", StringComparison.Ordinal) || (question.TryGetProperty("answer_from", out JsonElement from) && from.GetString() == "table");
                if (fromTable && answers.Any(a => Stands(a, text)))
                {
                    yield return (text, question.GetProperty("question").GetString()!, answers);
                }
            }
        }
    }
}
