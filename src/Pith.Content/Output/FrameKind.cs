namespace Pith.Content.Output;

/// <summary>Whose line of a stack trace it is.</summary>
internal enum FrameKind
{
    None,
    Own,
    Library,
}
