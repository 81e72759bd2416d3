// Table: the rows and columns that are most likely to be asked for
// Paper:       none; own
// Idea:        the cell that answers lies in a row and a column with a probability that is a product; keep the rows and columns that make it likeliest to be there
// Map:         cells at their places -> TableText, TableColumn; what the question asks and where its words stand -> TableQuestion, TableMatch; probabilities of rows and columns -> TableEvidence, TableInterest; choice of columns, rows as units -> TablePlan
// Deviations:  own method, nothing to deviate from
// Verified:    Golden/table (hand-computed)
using Pith.Blocks.Folding;
using Pith.Routing;

namespace Pith.Content.Structured;

/// <summary>Keeps rows and columns of a table written as text: separated values, tabs, bars, Markdown.</summary>
/// <remarks>
/// The header is kept with every row; columns go as a whole or stay as a whole. Cells are the original's, byte for byte; once anything is cut, quotation
/// marks that a cell does not need, padding around bars and rows that are empty in the columns that are left are not written. Sentences beside a table compete with its rows. Text that is no table is cut at its words.
/// </remarks>
public sealed class Table : FoldingMethod
{
    /// <summary>What the method is.</summary>
    public static MethodInfo Info { get; } = new()
    {
        Id = "table",
        Title = "Table",
        Family = MethodFamily.Structured,
        Idea = "the rows and columns that make it likeliest that the cell that is asked for is there",
        Limits = "a question over all rows (sums, counts) has only the rows that are left; which rows a question is after is read from English words; without a question rows are an even spread",
        Fidelity = Fidelity.Own,
        Question = QuestionUse.Optional,
        Content = [ContentKind.Table],
    };

    /// <inheritdoc/>
    public override MethodInfo Method => Info;

    /// <inheritdoc/>
    public override FoldPlan? Plan(FoldSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        return TableText.Read(source.Text) is { } table
            ? new TablePlan(table, new TableInterest(table, source.Question), source.Rate)
            : null;
    }
}
