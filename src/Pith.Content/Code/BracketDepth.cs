namespace Pith.Content.Code;

/// <summary>How deep brackets nest, at most: what parsers that descend are guarded by.</summary>
internal static class BracketDepth
{
    internal static int Of(string text)
    {
        int depth = 0;
        int most = 0;
        foreach (char c in text)
        {
            switch (c)
            {
                case '(' or '[' or '{':
                    most = Math.Max(most, ++depth);
                    break;
                case ')' or ']' or '}':
                    depth = Math.Max(0, depth - 1);
                    break;
            }
        }

        return most;
    }
}
