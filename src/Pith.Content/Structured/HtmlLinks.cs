using System.Globalization;
using System.Text;
using Pith.Text;

namespace Pith.Content.Structured;

/// <summary>Addresses of a page's links: with their link, or once at the end under a number, whichever takes fewer tokens.</summary>
internal sealed class HtmlLinks
{
    // Stand around the place of an address in a block; no text of a page holds them.
    private const char Open = '\uFDD0';
    private const char Close = '\uFDD1';

    private readonly bool _dropTracking;
    private readonly List<string> _addresses = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    internal HtmlLinks(bool dropTracking) => _dropTracking = dropTracking;

    /// <summary>What stands in a block for an address.</summary>
    internal string Place(string address)
    {
        address = Cleared(_dropTracking ? WithoutTracking(address) : address);
        if (!_index.TryGetValue(address, out int index))
        {
            index = _addresses.Count;
            _addresses.Add(address);
            _index.Add(address, index);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Open}{index}{Close}");
    }

    /// <summary>A page's text without the two characters that places are made of.</summary>
    internal static string Cleared(string text) =>
        text.AsSpan().ContainsAny(Open, Close) ? text.Replace(Open, '\uFFFD').Replace(Close, '\uFFFD') : text;

    /// <summary>The addresses that a block has places for.</summary>
    internal static List<int> In(string block)
    {
        var found = new List<int>();
        for (int at = block.IndexOf(Open, StringComparison.Ordinal); at >= 0; at = block.IndexOf(Open, at + 1))
        {
            int end = block.IndexOf(Close, at);
            found.Add(int.Parse(block.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture));
        }

        return found;
    }

    /// <summary>A block with its addresses: by number for those that have one, with the link for the others.</summary>
    internal string Fill(string block, IReadOnlyDictionary<int, int>? numbers = null)
    {
        int at = block.IndexOf(Open, StringComparison.Ordinal);
        if (at < 0)
        {
            return block;
        }

        var text = new StringBuilder(block.Length);
        int from = 0;
        for (; at >= 0; at = block.IndexOf(Open, from))
        {
            int end = block.IndexOf(Close, at);
            int index = int.Parse(block.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture);
            text.Append(block, from, at - from);
            text.Append(numbers is not null && numbers.TryGetValue(index, out int number) ? Reference(number) : $"({Written(index)})");
            from = end + 1;
        }

        return text.Append(block, from, block.Length - from).ToString();
    }

    /// <summary>The line that says what a number stands for.</summary>
    internal string Definition(int index, int number) => $"{Reference(number)}: {Written(index)}";

    /// <summary>From how many links to an address on a number is cheaper; never for one that has none or one.</summary>
    internal int FewestUses(int index, ITokenCounter counter)
    {
        int inline = counter.Count($"({Written(index)})");
        int reference = counter.Count(Reference(10));
        int definition = counter.Count("\n" + Definition(index, 10));
        return inline <= reference ? int.MaxValue : Math.Max(2, (definition / (inline - reference)) + 1);
    }

    internal int Count => _addresses.Count;

    private static string Reference(int number) => string.Create(CultureInfo.InvariantCulture, $"[{number}]");

    // White space in an address would end it.
    private string Written(int index)
    {
        string address = _addresses[index];
        return address.AsSpan().ContainsAny(' ', '\t', '\n') ? $"<{address}>" : address;
    }

    private static string WithoutTracking(string address)
    {
        int query = address.IndexOf('?', StringComparison.Ordinal);
        int fragment = address.IndexOf('#', StringComparison.Ordinal);
        if (query < 0 || (fragment >= 0 && fragment < query))
        {
            return address;
        }

        int end = fragment < 0 ? address.Length : fragment;
        string[] all = address[(query + 1)..end].Split('&');
        string[] kept = [.. all.Where(p => !p.StartsWith("utm_", StringComparison.OrdinalIgnoreCase))];
        return kept.Length == all.Length ? address : $"{address[..query]}{(kept.Length == 0 ? string.Empty : "?")}{string.Join('&', kept)}{address[end..]}";
    }
}
