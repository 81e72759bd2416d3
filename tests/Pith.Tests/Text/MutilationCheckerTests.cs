using Pith.Conformance;
using Pith.Text;

namespace Pith.Tests.Text;

public class MutilationCheckerTests
{
    [Theory]
    [InlineData("It costs 1,234.56 today.", "costs 1,234", "1,234")]
    [InlineData("It costs 1,234.56 today.", "costs 56.", "56")]
    [InlineData("Mail john.doe@example.com now", "doe@example.com", "doe@example.com")]
    [InlineData("See https://a.com/x/y.", "https://a.com/x", "https://a.com/x")]
    [InlineData("Open /usr/lib/x.so first", "Open /usr/lib", "/usr/lib")]
    [InlineData("id 550e8400-e29b-41d4-a716-446655440000", "550e8400", "550e8400")]
    [InlineData("call get_user_name", "call user_name", "user_name")]
    [InlineData("call getUserName", "call getUser", "getUser")]
    [InlineData("order ord_8f3a2c91 sent", "order 8f3a2c91", "8f3a2c91")]
    [InlineData("run --no-cache", "run --no", "--no")]
    [InlineData("Dear {{first_name}}", "Dear first_name", "first_name")]
    [InlineData("from 10 and 20", "from 1020", "1020")]
    [InlineData("read System.IO.Path", "System.IO", "System.IO")]
    public void A_cut_or_glued_token_is_found(string original, string output, string token) =>
        Assert.Contains(token, MutilationChecker.Find(original, output));

    [Theory]
    [InlineData("It costs 1,234.56 today, says john@x.org.", "costs 1,234.56 john@x.org")]
    [InlineData("See https://a.com/x (or /usr/lib/x.so).", "https://a.com/x /usr/lib/x.so")]
    [InlineData("The value is 5.", "value 5")]
    [InlineData("plain words only", "words")]
    [InlineData("run v1.2.3-rc.1 at 2024-03-05T12:30:00Z", "v1.2.3-rc.1 2024-03-05T12:30:00Z")]
    public void Whole_tokens_pass(string original, string output) => Assert.Empty(MutilationChecker.Find(original, output));

    [Fact]
    public void A_token_of_which_a_part_is_kept_is_cut()
    {
        const string Text = "pay 1,234.56 to ord_8f3a2c91";

        IReadOnlyList<string> cut = MutilationChecker.CutAtoms(Text, [new TextSpan(0, 9), new TextSpan(16, Text.Length)]);

        Assert.Equal(["1,234.56"], cut);
    }

    [Theory]
    [InlineData("On 2024-03-05 the v1.2.3 build of src/foo.cs cost $1,234.56 (5.5%) per GPT-4 run, see https://a.com/b?c=d.")]
    [InlineData("{\"order_id\": \"ord_8f3a2c91\", \"total\": 99.95, \"at\": \"2024-03-05T12:30:00Z\", \"mail\": \"a.b@c.org\"}")]
    [InlineData("12:30:05 ERROR [worker-3] java.io.IOException at /var/log/app.log --retry=3 {{name}} %(x)s")]
    public void No_atom_of_the_scanner_cuts_a_token_of_the_checker(string text)
    {
        List<Atom> atoms = AtomScanner.Scan(text);

        Assert.All(MutilationChecker.ProtectedSpans(text), token => Assert.Contains(atoms, a => a.Span.Contains(token)));
    }
}
