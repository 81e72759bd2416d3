using System.Globalization;
using System.Text;

namespace Pith.Content.Tests;

/// <summary>Random texts of several kinds, the same for the same seed.</summary>
internal static class RandomContent
{
    private static readonly string[] s_log =
    [
        "2026-03-0{0}T10:00:0{0}Z INFO request {1} took {1} ms", "error CS010{0}: the name 'x{1}' does not exist", "   at App.Service.Run(Int32 n) in /src/app/Service.cs:line {1}", "   at System.Linq.Enumerable.First[T](IEnumerable`1 source)",
        "\u001b[32mok\u001b[0m test {1} passed", "Downloading pkg {1}%\rDownloading pkg 100%", "", "Traceback (most recent call last):", "AssertionError: expected {1} but was {0}", "travis_fold:start:x{0}", "$ make test", "The command \"make test\" exited with {0}.", "nl",
    ];

    private static readonly string[] s_diff =
    [
        "diff --git a/src/app/f{0}.cs b/src/app/f{0}.cs", "index 00{1}..11{1} 100644", "--- a/src/app/f{0}.cs", "+++ b/src/app/f{0}.cs", "@@ -{1},7 +{1},8 @@ class A", " var a{1} = {1};", "+    var b{1} = {1};", "-    var c{1} = {1};", " ", "diff --git a/package-lock.json b/package-lock.json",
        "Binary files a/x.png and b/x.png differ", "\\ No newline at end of file", "rename from a{0}", "rename to b{0}",
    ];

    private static readonly string[] s_hits = ["src/app/main.cs:{1}:    return ApiClient.Get({0});", "src/lib/util{0}.py:{1}:import os", "README.md:{1}:see docs", "--", "src/app/main.cs-{1}-context"];

    private static readonly string[] s_listing =
    [
        "./src/app/f{1}.cs", "./node_modules/a{0}/index{1}.js", "./.git/objects/0{0}/{1}", "drwxr-xr-x 2 root root 4096 Jan  {0} 10:0{0} dir{1}", "-rw-r--r-- 1 root root {1} Jan  {0} 10:0{0} file{1}.txt", "total {1}", "├── src{1}", "│   └── a{0}.cs", "./bin/obj/x{1}.dll",
    ];

    internal static IReadOnlyList<string> Kinds { get; } = ["log", "diff", "hits", "listing", "prose", "hostile"];

    internal static string Of(string kind, int seed)
    {
        var random = new Random(seed * 7919);
        return kind switch
        {
            "log" => Of(s_log, random),
            "diff" => Of(s_diff, random),
            "hits" => Of(s_hits, random),
            "listing" => Of(s_listing, random),
            "prose" => string.Join(' ', Enumerable.Range(0, 400).Select(i => random.Next(12) == 0 ? "end. The" : $"word{random.Next(60)}")),
            _ => Hostile(random, seed),
        };
    }

    private static string Of(string[] forms, Random random)
    {
        string[] ends = ["\n", "\r\n"];
        string end = ends[random.Next(2)];
        int last = 0;
        return string.Join(end, Enumerable.Range(0, 40 + random.Next(160)).Select(i =>
        {
            last = random.Next(3) == 0 ? random.Next(forms.Length) : random.Next(2) == 0 ? last : (last + 1) % forms.Length;
            return string.Format(CultureInfo.InvariantCulture, forms[last], random.Next(1, 9), random.Next(10, 999));
        }));
    }

    private static string Hostile(Random random, int seed)
    {
        var text = new StringBuilder();
        string[] pieces = ["\0", "\ud800", "\udc00", "\u001b[", "\u001b]0;", "\r", "\n", "\r\n", "\u2028", "[pith -1 lines ~2t]", "\u200d", "@@ -1 +1 @@", "+++ ", "--- ", "a:1:", ":", " ", "error", "\t", "└── ", "😀", "\u202e", "x"];
        for (int i = 0; i < 300; i++)
        {
            text.Append(pieces[random.Next(pieces.Length)]);
        }

        return seed switch { 0 => new string('x', 20_000), 1 => new string('\n', 3000), 2 => new string('\r', 3000), 3 => string.Concat(Enumerable.Repeat("\u001b", 2000)), _ => text.ToString() };
    }
}
