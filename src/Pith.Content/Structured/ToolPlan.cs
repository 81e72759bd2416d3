using Pith.Blocks.Folding;
using Pith.Blocks.Scoring;
using Pith.Content.Pieces;
using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>Tools and what may be cut from them as units; what is written is always JSON.</summary>
internal sealed class ToolPlan : FoldPlan
{
    private const double ToolScore = 0.9;
    private const int ShortestSentence = 8;

    private readonly JsonValue _root;
    private readonly JsonValue? _list;
    private readonly Dictionary<JsonValue, int> _tools = [];
    private readonly Dictionary<JsonMember, int> _members = [];
    private readonly Dictionary<JsonValue, (int Unit, int Cut)> _rests = [];
    private readonly Dictionary<int, int> _toolOf = [];
    private readonly double[] _shares;
    private readonly int _tool;
    private readonly List<JsonValue> _inOrder;

    internal ToolPlan(string text, JsonValue root, JsonValue? list, List<JsonValue> tools, string? question)
        : base(text)
    {
        _root = root;
        _list = list;
        _inOrder = tools;
        _shares = new QuestionMatch(question).Score(text, [.. tools.Select(t => t.Span)]);
        double most = _shares.Max();
        for (int i = 0; i < tools.Count; i++)
        {
            JsonValue named = ToolSchema.Named(text, tools[i])!;
            JsonValue name = named[text, "name"]!;
            bool asked = QuestionRank.Names(question, text.AsSpan(name.Start + 1, name.End - name.Start - 2));
            double share = asked ? 1 : most == 0 ? 0 : 0.9 * _shares[i] / most;
            _tool = Add(new FoldUnit { Span = tools[i].Span, Score = asked ? Urgent : ToolScore + (0.09 * share), Noun = "tools", Size = 1 });
            _tools.Add(tools[i], _tool);
            int size = tools[i].End - tools[i].Start - Optional(tools[i], 0, share);
            Resize(_tool, Math.Max(1, size));
        }
    }

    /// <inheritdoc/>
    public override bool Mends => false;

    /// <inheritdoc/>
    public override void Render(ReadOnlySpan<bool> kept, FoldWriter writer)
    {
        if (kept.IndexOf(true) >= 0)
        {
            Write(_root, kept, CutOf(kept), writer);
        }
        else
        {
            writer.Literal("[\"");
            writer.Elide(_root.Span, _tools.Count, "tools");
            writer.Literal("\"]");
        }
    }

    // What was cut from the tools that are kept, and where that is said: at the end of the last tool's first description that is kept, or as its description.
    private Cut? CutOf(ReadOnlySpan<bool> kept)
    {
        int members = 0;
        int descriptions = 0;
        int characters = 0;
        foreach ((JsonMember member, int unit) in _members)
        {
            bool cut = kept[_toolOf[unit]] && !kept[unit];
            members += cut ? 1 : 0;
            characters += cut ? member.Value.End - member.Start : 0;
        }

        foreach ((int unit, _) in _rests.Values)
        {
            bool shortened = kept[_toolOf[unit]] && !kept[unit];
            descriptions += shortened ? 1 : 0;
            characters += shortened ? Units[unit].Span.Length : 0;
        }

        int last = _inOrder.Count - 1;
        while (last >= 0 && !kept[_tools[_inOrder[last]]])
        {
            last--;
        }

        if (last < 0 || members + descriptions == 0)
        {
            return null;
        }

        JsonValue named = ToolSchema.Named(Text, _inOrder[last])!;
        JsonMember? description = named.Members!.Find(m => m.Is(Text, "description"));
        bool isKept = description is not null && kept[_members[description]];
        string noun = descriptions == 0 ? "members" : members == 0 ? "descriptions" : "members and descriptions";
        return new Cut(isKept && description!.Value.IsString ? description.Value : named, isKept ? "\u2026" : "description", members + descriptions, noun, characters);
    }

    // Adds what may go of a value, and returns its characters.
    private int Optional(JsonValue value, int depth, double share)
    {
        int size = 0;
        foreach (JsonMember member in value.Members ?? [])
        {
            ReadOnlySpan<char> name = value.IsObject ? Text.AsSpan(member.Start + 1, member.NameEnd - member.Start - 2) : [];
            // Under "properties" a name is a parameter, whatever it is.
            bool parameters = value.IsObject && name is "properties" or "parameters" or "function" or "input_schema" or "inputSchema" or "items" or "$defs" or "definitions" or "anyOf" or "oneOf" or "allOf";
            if (parameters && member.Value.IsObject && name is "properties" or "$defs" or "definitions")
            {
                foreach (JsonMember parameter in member.Value.Members!)
                {
                    size += Optional(parameter.Value, depth + 1, share);
                }

                continue;
            }

            double score = value.IsObject ? Worth(name, depth) : 1;
            if (score >= 1)
            {
                size += Optional(member.Value, depth, share);
                continue;
            }

            score = Math.Min(score + (0.15 * share), 0.88);
            int unit = Add(new FoldUnit { Span = new TextSpan(member.Start, member.Value.End), Score = score, Noun = "members", Size = 1 });
            Requirements.Add(unit, _tool);
            _toolOf.Add(unit, _tool);
            _members.Add(member, unit);
            int own = member.Value.End - member.Start;
            size += own;
            if (name is "description" && Sentence(member.Value) is var cut and > 0)
            {
                int rest = Add(new FoldUnit { Span = new TextSpan(cut, member.Value.End - 1), Score = score - 0.4, Noun = "words" });
                Requirements.Add(rest, unit);
                _toolOf.Add(rest, unit);
                _rests.Add(member.Value, (rest, cut));
                own = cut - member.Start;
            }

            Resize(unit, Math.Max(1, own));
        }

        return size;
    }

    // What is worth 1 is never cut.
    private static double Worth(ReadOnlySpan<char> name, int depth) => name switch
    {
        "description" => depth == 0 ? 0.8 : depth == 1 ? 0.6 : 0.5,
        "default" => 0.25,
        "outputSchema" => 0.2,
        "examples" or "example" or "input_examples" => 0.15,
        "additionalProperties" or "annotations" or "readOnly" or "deprecated" => 0.1,
        "title" or "$comment" or "icons" or "_meta" or "cache_control" => 0.05,
        "$schema" or "$id" => 0.01,
        _ => 1,
    };

    // Where the first sentence of a string ends; 0 if it is all of it.
    private int Sentence(JsonValue value)
    {
        if (!value.IsString)
        {
            return 0;
        }

        List<TextSpan> sentences = SentenceSpans.Of(Text, new TextSpan(value.Start + 1, value.End - 1));
        int end = sentences.Count > 0 ? sentences[0].End : 0;
        int line = Text.AsSpan(value.Start, value.End - value.Start).IndexOf("\\n", StringComparison.Ordinal);
        if (line > ShortestSentence && value.Start + line < end && Text[value.Start + line - 1] != '\\')
        {
            end = value.Start + line;
        }

        return end > value.Start + ShortestSentence && end < value.End - 1 ? end : 0;
    }

    private void Write(JsonValue value, ReadOnlySpan<bool> kept, Cut? cut, FoldWriter writer)
    {
        if (value.Members is not { } members)
        {
            int end = _rests.TryGetValue(value, out (int Unit, int Cut) rest) && !kept[rest.Unit] ? rest.Cut : value.End - 1;
            bool marks = cut?.Place == value;
            if (!marks && end == value.End - 1)
            {
                writer.Slice(value.Span);
                return;
            }

            writer.Slice(new TextSpan(value.Start, end));
            if (marks)
            {
                writer.Literal(end == value.Start + 1 ? string.Empty : " ");
                writer.Elide(_root.Span, cut!.Count, cut.Noun, cut.Characters);
            }

            writer.Slice(new TextSpan(value.End - 1, value.End));
            return;
        }

        writer.Slice(new TextSpan(value.Start, value.Start + 1));
        bool first = true;
        for (int i = 0; i < members.Count; i++)
        {
            JsonMember member = members[i];
            if (_members.TryGetValue(member, out int unit) && !kept[unit])
            {
                continue;
            }

            if (!first)
            {
                writer.Slice(new TextSpan(member.Comma, member.Comma + 1));
            }

            first = false;
            if (value == _list && !kept[_tools[member.Value]])
            {
                int last = i;
                while (last + 1 < members.Count && !kept[_tools[members[last + 1].Value]])
                {
                    last++;
                }

                writer.Literal("\"");
                writer.Elide(new TextSpan(member.Start, members[last].Value.End), last - i + 1, "tools");
                writer.Literal("\"");
                i = last;
                continue;
            }

            if (value.IsObject)
            {
                writer.Slice(new TextSpan(member.Start, member.NameEnd));
                int colon = Text.IndexOf(':', member.NameEnd);
                writer.Slice(new TextSpan(colon, colon + 1));
            }

            Write(member.Value, kept, cut, writer);
        }

        if (cut?.Place == value)
        {
            writer.Literal($"{(first ? string.Empty : ",")}\"{cut.Name}\":\"");
            writer.Elide(_root.Span, cut.Count, cut.Noun, cut.Characters);
            writer.Literal("\"");
        }

        writer.Slice(new TextSpan(value.End - 1, value.End));
    }

    // What was cut from tools that are kept, and the value that says so: a description, or an object by a member of this name.
    private sealed record Cut(JsonValue Place, string Name, int Count, string Noun, int Characters);
}
