namespace Pith.Text;

/// <summary>What an <see cref="Atom"/> is.</summary>
public enum AtomKind : byte
{
    /// <summary>A word of a script that separates words by spaces (letters, marks, inner apostrophes).</summary>
    Word,

    /// <summary>One grapheme, or one dictionary-free segment, of an unspaced script (Han, Kana, Thai, Lao, Khmer, Myanmar).</summary>
    Ideograph,

    /// <summary>A number with its sign, separators, currency, percent sign or unit.</summary>
    Number,

    /// <summary>A date, a time or both.</summary>
    DateTime,

    /// <summary>A version, such as <c>v1.2.3-rc.1</c>.</summary>
    Version,

    /// <summary>A name in snake, camel, kebab, dotted or mixed letter-digit form.</summary>
    Identifier,

    /// <summary>A hexadecimal digest or a UUID.</summary>
    Hash,

    /// <summary>A path of a file system.</summary>
    Path,

    /// <summary>A URL.</summary>
    Url,

    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A command line flag, such as <c>--no-cache</c>.</summary>
    Flag,

    /// <summary>A code span in back-ticks.</summary>
    Code,

    /// <summary>A template placeholder: <c>{{x}}</c>, <c>${x}</c>, <c>&lt;x&gt;</c>, <c>%s</c>.</summary>
    Placeholder,

    /// <summary>An XML or HTML tag.</summary>
    Tag,

    /// <summary>A Markdown link or image target.</summary>
    Link,

    /// <summary>An emoji sequence (with joiners, modifiers, flags).</summary>
    Emoji,

    /// <summary>Punctuation or a symbol.</summary>
    Punctuation,

    /// <summary>Anything else: control characters, lone surrogates, private use.</summary>
    Other,
}

/// <summary>A unit of the text that a compressor keeps whole or drops whole.</summary>
public readonly struct Atom
{
    /// <summary>Makes an atom.</summary>
    public Atom(TextSpan span, AtomKind kind)
    {
        Span = span;
        Kind = kind;
    }

    /// <summary>Where the atom stands in the original text.</summary>
    public TextSpan Span { get; }

    /// <summary>What the atom is.</summary>
    public AtomKind Kind { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Span}";
}
