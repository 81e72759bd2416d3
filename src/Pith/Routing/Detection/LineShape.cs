namespace Pith.Routing.Detection;

/// <summary>What one line could be; a line may have several shapes, and only their shares decide.</summary>
[Flags]
internal enum LineShape
{
    None = 0,
    Blank = 1,
    Sentence = 1 << 1,
    LogHead = 1 << 2,
    TraceHead = 1 << 3,
    Frame = 1 << 4,
    DiffHead = 1 << 5,
    DiffBody = 1 << 6,
    Hit = 1 << 7,
    Diagnostic = 1 << 8,
    Build = 1 << 9,
    Entry = 1 << 10,
    Code = 1 << 11,
    Heading = 1 << 12,
    Bullet = 1 << 13,
    Fence = 1 << 14,
    Inline = 1 << 15,
    Bars = 1 << 16,
    Encoded = 1 << 17,
    Member = 1 << 18,
    Hash = 1 << 19,

    /// <summary>Between two fence lines.</summary>
    Fenced = 1 << 20,

    /// <summary>Inside a quoted text of a program.</summary>
    Quoted = 1 << 21,

    Indented = 1 << 22,

    /// <summary>The start of a frame whose source line may follow (Python) or whose function stands before (Go).</summary>
    FileFrame = 1 << 23,

    /// <summary>A mark that only the machinery around a build writes.</summary>
    Section = 1 << 24,

    /// <summary>How a test or a build came out, in a form that only the program that ran it writes.</summary>
    Verdict = 1 << 25,
}
