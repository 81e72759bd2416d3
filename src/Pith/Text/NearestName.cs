namespace Pith.Text;

/// <summary>Finds the name that somebody probably meant.</summary>
public static class NearestName
{
    private const int LongestName = 64;

    /// <summary>The known name that is closest to <paramref name="name"/>, or null if none is close.</summary>
    /// <remarks>Close: equal but for case and separators, one a part of the other, or few letters away (one in three). Ties go to the first.</remarks>
    public static string? Of(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        string wanted = Plain(name);
        if (wanted.Length is 0 or > LongestName)
        {
            return null;
        }

        string? best = null;
        int least = Math.Max(1, wanted.Length / 3) + 1;
        foreach (string candidate in known)
        {
            string plain = Plain(candidate);
            if (plain.Length is 0 or > LongestName)
            {
                continue;
            }

            bool within = Math.Min(plain.Length, wanted.Length) >= 3 && (plain.Contains(wanted, StringComparison.Ordinal) || wanted.Contains(plain, StringComparison.Ordinal));
            int distance = within ? Math.Min(1, Math.Abs(plain.Length - wanted.Length)) : Distance(wanted, plain);
            if (distance < least)
            {
                (best, least) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary><c> Did you mean 'x'?</c> with a space before it, or nothing.</summary>
    public static string Suggestion(string name, IEnumerable<string> known) => Of(name, known) is { } near ? $" Did you mean '{near}'?" : string.Empty;

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], cost);
            }
        }

        return row[b.Length];
    }
}
