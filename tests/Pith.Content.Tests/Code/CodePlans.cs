using Pith.Blocks.Folding;
using Pith.Routing;

namespace Pith.Content.Tests.Code;

internal static class CodePlans
{
    internal static FoldPlan? Plan(FoldingMethod method, string text, string? language = null) =>
        method.Plan(new FoldSource { Text = text, Content = new ContentDetection(ContentKind.Code, 1, "test", language) }, TestContext.Current.CancellationToken);
}
