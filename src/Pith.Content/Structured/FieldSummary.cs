using System.Globalization;
using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>What the values of one field of many records are, in a few words: counts of values that repeat, least and greatest number, first and last day.</summary>
/// <remarks>Values are the text's own spellings. A field with a value that a marker can't hold, or of which there is nothing short to say, has no summary.</remarks>
internal sealed class FieldSummary
{
    private const int MostDistinct = 40;
    private const int MostShown = 5;
    private const int LongestValue = 24;
    private const int DayLength = 10;

    private readonly string _text;
    private readonly string _name;
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private int _count;
    private int _numbers;
    private int _days;
    private (double Value, TextSpan Span) _least = (double.PositiveInfinity, default);
    private (double Value, TextSpan Span) _most = (double.NegativeInfinity, default);
    private TextSpan _firstDay;
    private TextSpan _lastDay;

    internal FieldSummary(string text, ReadOnlySpan<char> name)
    {
        _text = text;
        _name = IsPlain(name) ? name.ToString() : string.Empty;
    }

    /// <summary>Takes a value by its place, without quotation marks.</summary>
    /// <param name="span">Where it stands.</param>
    /// <param name="number">The number that it is; not a number for anything else.</param>
    internal void Add(TextSpan span, double number)
    {
        _count++;
        ReadOnlySpan<char> value = span.Of(_text);
        if (double.IsFinite(number))
        {
            _numbers++;
            _least = number < _least.Value ? (number, span) : _least;
            _most = number > _most.Value ? (number, span) : _most;
        }
        else if (IsDay(value))
        {
            var day = new TextSpan(span.Start, span.Start + DayLength);
            _firstDay = _days == 0 || value[..DayLength].SequenceCompareTo(_firstDay.Of(_text)) < 0 ? day : _firstDay;
            _lastDay = _days == 0 || value[..DayLength].SequenceCompareTo(_lastDay.Of(_text)) > 0 ? day : _lastDay;
            _days++;
        }

        if (_counts.Count <= MostDistinct)
        {
            Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
            ReadOnlySpan<char> counted = value.Length > LongestValue ? value[..(LongestValue + 1)] : value;
            lookup[counted] = lookup.TryGetValue(counted, out int n) ? n + 1 : 1;
        }
    }

    /// <summary>The summary; null where there is nothing short to say.</summary>
    /// <param name="records">How many records there are.</param>
    internal string? Of(int records)
    {
        if (_name.Length == 0 || 2 * _count < records)
        {
            return null;
        }

        if (_counts.Count is > 1 and <= MostShown && 2 * _counts.Count <= _count)
        {
            IEnumerable<KeyValuePair<string, int>> shown = _counts.OrderByDescending(c => c.Value);
            return _counts.Keys.All(v => IsPlain(v)) ? $"{_name} {string.Join(", ", shown.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value}")))}" : null;
        }

        if (_numbers == _count && _most.Value > _least.Value)
        {
            return Range(_least.Span, _most.Span);
        }

        if (_days == _count)
        {
            return _firstDay.Of(_text).SequenceEqual(_lastDay.Of(_text)) ? null : Range(_firstDay, _lastDay);
        }

        // Few values of many, the most frequent of them by far: the values of a field that sorts records.
        (string top, int most) = _counts.Aggregate((Value: string.Empty, Count: 0), (a, c) => c.Value > a.Count ? (c.Key, c.Value) : a);
        return _numbers == 0 && _counts.Count is > MostShown and <= MostDistinct && 10 * most >= _count && IsPlain(top)
            ? string.Create(CultureInfo.InvariantCulture, $"{_name} {top} {most}, {_counts.Count - 1} others") : null;
    }

    private string? Range(TextSpan first, TextSpan last) =>
        IsPlain(first.Of(_text)) && IsPlain(last.Of(_text)) ? $"{_name} {first.Of(_text)}..{last.Of(_text)}" : null;

    // What can't be taken for another part of a marker, and is the same in every grammar.
    private static bool IsPlain(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > LongestValue || text[0] == ' ' || text[^1] == ' ')
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsLetterOrDigit(c) && c is not (' ' or '_' or '-' or '.' or ':' or '/' or '+' or '@' or '%' or '$'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDay(ReadOnlySpan<char> value) =>
        value.Length >= DayLength && value[4] == '-' && value[7] == '-' && (value.Length == DayLength || value[DayLength] is 'T' or ' ')
        && !value[..4].ContainsAnyExceptInRange('0', '9') && !value[5..7].ContainsAnyExceptInRange('0', '9') && !value[8..10].ContainsAnyExceptInRange('0', '9');
}
