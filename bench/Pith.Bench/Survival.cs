using System.Globalization;
using System.Text;
using System.Text.Json;
using Pith.Runtimes.Onnx;

namespace Pith.Bench;

/// <summary>How many answers still stand in the compressed text, per method and rate, over question answering records.</summary>
internal static class Survival
{
    internal static async Task<int> RunAsync(string file, string[] methods, double[] rates, int most)
    {
        List<(string Suite, string Text, List<string[]> Answers)> records = [.. Read(file).Take(most)];
        Console.WriteLine($"{records.Count} records, {records.Sum(r => r.Answers.Count)} questions whose answer stands in the text");
        Console.WriteLine("| method | rate | kept tokens | answers that survive | on records the model did not see |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (string spec in methods)
        {
            string[] parts = spec.Split(':');
            Dictionary<string, string> settings = parts.Skip(1).Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);
            ICompressor method = StandardMethods.Catalog.Create(parts[0], OnnxRuntime.Default, null, settings);
            foreach (double rate in rates)
            {
                long before = 0;
                long after = 0;
                int survive = 0, asked = 0, unseenSurvive = 0, unseen = 0;
                foreach ((string suite, string text, List<string[]> answers) in records)
                {
                    CompressionResult result = await method.CompressAsync(CompressionRequest.ForText(text, Budget.Rate(rate)));
                    before += result.TokensBefore;
                    after += result.TokensAfter;
                    string output = Normalize(result.Text);
                    bool fresh = s_unseen.Contains(suite);
                    foreach (string[] alternatives in answers)
                    {
                        bool alive = alternatives.Any(a => output.Contains(a, StringComparison.Ordinal));
                        asked++;
                        survive += alive ? 1 : 0;
                        unseen += fresh ? 1 : 0;
                        unseenSurvive += fresh && alive ? 1 : 0;
                    }
                }

                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {spec} | {rate:0.00} | {100.0 * after / before:0.0} % | {100.0 * survive / asked:0.0} % ({survive}/{asked}) | {100.0 * unseenSurvive / Math.Max(1, unseen):0.0} % ({unseenSurvive}/{unseen}) |"));
            }
        }

        return 0;
    }

    private static readonly HashSet<string> s_unseen = ["pubmedqa", "wikitablequestions", "boolq_contrast", "kv_retrieval_75", "json_webhooks", "xquad_en", "xquad_de", "xquad_es", "xquad_ru", "xquad_tr", "xquad_ar", "xquad_hi", "xquad_zh", "cmrc2018", "jsquad", "arcd"];

    private static IEnumerable<(string Suite, string Text, List<string[]> Answers)> Read(string file)
    {
        foreach (string line in File.ReadLines(file))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            string text = string.Join("\n\n", root.GetProperty("docs").EnumerateArray().Select(TextOf));
            string normal = Normalize(text);
            var answers = new List<string[]>();
            foreach (JsonElement question in root.GetProperty("qas").EnumerateArray())
            {
                string[] alternatives = [.. question.GetProperty("answers").EnumerateArray().Select(a => Normalize(a.ToString())).Where(a => a.Length > 1 && a is not ("yes" or "no") && normal.Contains(a, StringComparison.Ordinal))];
                if (alternatives.Length > 0)
                {
                    answers.Add(alternatives);
                }
            }

            if (answers.Count > 0)
            {
                yield return (root.GetProperty("suite").GetString()!, text, answers);
            }
        }
    }

    private static string TextOf(JsonElement doc)
    {
        string title = doc.TryGetProperty("text", out _) && doc.TryGetProperty("title", out JsonElement t) ? t.GetString() ?? string.Empty : string.Empty;
        return title.Length > 0 ? $"{title}\n{BodyOf(doc)}" : BodyOf(doc);
    }

    /// <summary>The text of a document, or its turns or messages with who said them.</summary>
    internal static string BodyOf(JsonElement doc)
        => doc.TryGetProperty("text", out JsonElement text) ? text.GetString()!
            : doc.TryGetProperty("turns", out JsonElement turns) ? string.Join('\n', turns.EnumerateArray().Select(t => $"{t.GetProperty("speaker").GetString()}: {t.GetProperty("text").GetString()}"))
            : string.Join('\n', doc.GetProperty("messages").EnumerateArray().Select(m => $"{m.GetProperty("role").GetString()}: {m.GetProperty("content")}"));

    // Case, punctuation and spacing do not decide whether an answer can be read off a text.
    private static string Normalize(string text)
    {
        var normal = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                normal.Append(char.ToLowerInvariant(c));
            }
            else if (normal.Length > 0 && normal[^1] != ' ' && (char.IsWhiteSpace(c) || char.IsPunctuation(c) || char.IsSymbol(c)))
            {
                normal.Append(' ');
            }
        }

        return normal.ToString().Trim();
    }
}
