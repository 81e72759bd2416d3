using Pith.Methods.Routing;

namespace Pith.Content.Tests.Code;

public sealed class CodeRoutingTests
{
    [Theory]
    [InlineData("csharp", "public class A\n{\n    public int One(int a)\n    {\n        int b = a + a + a + a;\n        return b * b * b * b;\n    }\n}\n", "csharp")]
    [InlineData("python", "import os\n\nclass A:\n    def one(self, a):\n        b = a + a + a + a\n        c = b * b * b * b\n        return c\n\n    def two(self):\n        return os.getcwd() + self.name\n", "code-outline")]
    public async Task Code_goes_to_the_first_method_that_takes_it(string language, string text, string method)
    {
        MethodCatalog catalog = MethodCatalog.BuiltIn.With(ContentMethods.Entries);
        var auto = new Auto(new MethodContext { Catalog = catalog, Models = NoModels.Instance });

        CompressionResult result = await auto.CompressAsync(new CompressionRequest { Segments = [new Segment(text) { ContentHint = language }], Budget = Budget.Rate(0.7) }, TestContext.Current.CancellationToken);

        Assert.Equal(method, result.Segments[0].Method);
        Assert.DoesNotContain(result.Notes, n => n.Code == "other-content");
    }
}
