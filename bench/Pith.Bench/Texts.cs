using System.Text;
using System.Text.Json;
using Pith.Text;

namespace Pith.Bench;

/// <summary>The texts that are measured on: two openly licensed ones, and longer ones made from them.</summary>
internal static class Texts
{
    private static readonly Lazy<Dictionary<string, string>> s_all = new(() => File.ReadLines(Path.Combine(Machine.Root, "bench/peer/texts.jsonl")).Select(l => JsonDocument.Parse(l).RootElement).ToDictionary(e => e.GetProperty("id").GetString()!, e => e.GetProperty("text").GetString()!));

    /// <summary>About 500 tokens of encyclopaedic prose.</summary>
    internal static string Short => s_all.Value["prose-500"];

    /// <summary>About 5,000 tokens: half a meeting, half prose.</summary>
    internal static string Medium => s_all.Value["mixed-5000"];

    /// <summary>Sentences of <see cref="Medium"/> in a fixed random order, each sixth word replaced by one of the model's vocabulary, so that new words keep coming as they do in a long text.</summary>
    internal static string OfTokens(int tokens, int seed = 42)
    {
        string[] sentences = [.. Medium.Split(['.', '?', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(s => s.Length > 20)];
        string[] words = [.. File.ReadLines(Path.Combine(Machine.Root, "models/pith-small-en/vocab.txt")).Where(w => w.Length > 3 && w.All(char.IsAsciiLetterLower))];
        var random = new Random(seed);
        var text = new StringBuilder();
        var paragraph = new StringBuilder();
        for (int have = 0; have < tokens;)
        {
            paragraph.Clear();
            for (int i = 0; i < 5; i++)
            {
                string[] parts = sentences[random.Next(sentences.Length)].Split(' ');
                for (int p = 0; p < parts.Length; p++)
                {
                    parts[p] = random.Next(6) == 0 ? words[random.Next(words.Length)] : parts[p];
                }

                paragraph.AppendJoin(' ', parts).Append(". ");
            }

            paragraph.Append("\n\n");
            have += TokenCounters.O200kBase.Count(paragraph.ToString());
            text.Append(paragraph);
        }

        return text.ToString();
    }

    internal static string OfCharacters(int characters) => OfTokens(characters / 4)[..characters];
}
