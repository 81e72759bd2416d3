namespace Pith.Content.Code;

/// <summary>A line with those that go on with it.</summary>
/// <param name="Start">Where it begins, after its indentation.</param>
/// <param name="Last">Where it ends.</param>
/// <param name="Indent">Columns before it.</param>
/// <param name="IsComment">Whether it is nothing but a comment.</param>
/// <param name="Brackets">Its brackets outside of strings and comments, in order, those that close within it left out.</param>
/// <param name="End">Its last character that is no comment and no white space.</param>
internal sealed record CodeLine(int Start, int Last, int Indent, bool IsComment, string Brackets, char End);
