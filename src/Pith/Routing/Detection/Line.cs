namespace Pith.Routing.Detection;

/// <summary>One line of a text without its line break.</summary>
internal readonly record struct Line(int Start, int End, LineShape Shape)
{
    internal int Length => End - Start;

    internal bool Is(LineShape any) => (Shape & any) != 0;
}
