namespace Pith.Cli.Output;

/// <summary>Keeps text from steering a terminal.</summary>
internal static class VisibleText
{
    /// <summary>The character, or the picture of a control character other than a line break or a tab.</summary>
    internal static char Of(char c) => c switch
    {
        '\n' or '\t' => c,
        < ' ' => (char)('\u2400' + c),
        '\u007f' => '\u2421',
        >= '\u0080' and < '\u00a0' => '\ufffd',
        _ => c,
    };
}
