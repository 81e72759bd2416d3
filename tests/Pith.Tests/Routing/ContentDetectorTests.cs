using System.Diagnostics;
using System.Text;
using Pith.Routing;
using static Pith.Tests.Routing.ContentSamples;

namespace Pith.Tests.Routing;

public class ContentDetectorTests
{
    private const int HostileLength = 50_000_000;

    public static TheoryData<ContentKind, string> Samples { get; } = new()
    {
        { ContentKind.Json, """{"id": 1, "name": "Ann", "tags": ["a", "b"]}""" },
        { ContentKind.Json, "[\n  1,\n  2,\n  {\"a\": null}\n]" },
        { ContentKind.Json, """{"name": "get_weather", "description": "no schema here"}""" },
        { ContentKind.NdJson, "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n" },
        { ContentKind.NdJson, "{\"time\":\"2024-03-05T10:11:12Z\",\"msg\":\"up\"}\n{\"time\":\"2024-03-05T10:11:13Z\",\"msg\":\"down\"}" },
        { ContentKind.NdJson, "[1,\"a\"]\r\n[2,\"b\"]\r\n[3,\"c\"]" },
        { ContentKind.Xml, "<?xml version=\"1.0\"?>\n<catalog><book id=\"1\"><title>Dune</title></book></catalog>" },
        { ContentKind.Xml, "<Project Sdk=\"Microsoft.NET.Sdk\">\n  <PropertyGroup>\n    <OutputType>Exe</OutputType>\n  </PropertyGroup>\n</Project>" },
        { ContentKind.Xml, "<order id=\"7\"><item sku=\"a\"/><item sku=\"b\"/></order>" },
        { ContentKind.Html, "<!DOCTYPE html>\n<html><head><title>Hi</title></head><body><p>Hello</p></body></html>" },
        { ContentKind.Html, "<div class=\"card\"><h2>Price</h2><p>Only <b>5</b> left in stock for this week.</p><a href=\"/buy\">Buy</a></div>" },
        { ContentKind.Html, "<ul>\n  <li>One</li>\n  <li>Two</li>\n</ul>" },
        { ContentKind.Markdown, "# Install\n\nRun the script, then:\n\n- open the **settings**\n- choose [a theme](themes.md)\n" },
        { ContentKind.Markdown, "## Usage\n\nCall `run()` first.\n\n## Limits\n\n1. Files up to 5 MB\n2. No folders\n" },
        { ContentKind.Markdown, "<div align=\"center\">\n<img src=\"logo.png\"/>\n</div>\n\n# Pith\n\nA library that makes prompts shorter, and a tool that does so from the command line.\n\n## Install\n\n- run `dotnet add package Pith`\n- that is all\n" },
        { ContentKind.Markdown, "# Notes\n\n> Quoted words of somebody.\n\n* first point\n* second point with `code`\n" },
        { ContentKind.Table, "id,name,price\n1,apple,0.5\n2,pear,0.75\n3,plum,0.2" },
        { ContentKind.Table, "id\tname\tcity\n1\tAnn\tYork\n2\tBob\tBath" },
        { ContentKind.Table, "Name;Wert;Datum\nA;1,5;01.02.2024\nB;2,5;02.02.2024" },
        { ContentKind.Table, "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |" },
        { ContentKind.Table, " | 2019 | 2018\nRevenue | 1,200 | 1,100\nNet income | 130 | 99" },
        { ContentKind.Table, "\"Rank\",\"Nation\",\"Gold\"\n\"1\",\"Nigeria, Fed. Rep.\",\"14\"\n\"2\",\"Algeria\n(host)\",\"9\"" },
        { ContentKind.Log, IsoLog },
        { ContentKind.Log, AccessLog },
        { ContentKind.Log, SysLog },
        { ContentKind.Log, "time=\"2024-03-05T10:11:12Z\" level=info msg=\"started\"\ntime=\"2024-03-05T10:11:13Z\" level=warning msg=\"slow\"" },
        { ContentKind.Log, "0 verbose cli /usr/bin/node /usr/bin/npm\n1 info using npm@11.19.1\n2 silly config load:file:/home/dev/.npmrc\n3 http fetch GET 200 https://registry.npmjs.org/pith" },
        { ContentKind.Log, IsoLog + "\n" + JavaTrace + "\n" + IsoLog },
        { ContentKind.StackTrace, DotNetTrace },
        { ContentKind.StackTrace, JavaTrace },
        { ContentKind.StackTrace, PythonTrace },
        { ContentKind.StackTrace, NodeTrace },
        { ContentKind.StackTrace, GoTrace },
        { ContentKind.StackTrace, RustTrace },
        { ContentKind.Diff, GitDiff },
        { ContentKind.Diff, PlainDiff },
        { ContentKind.Diff, CommitDiff },
        { ContentKind.SearchHits, "src/app.cs:12:    var total = 0;\nsrc/app.cs:40:    total += item.Price;\nsrc/cart/cart.cs:7:public int Total { get; }" },
        { ContentKind.SearchHits, "README.md:3:Install it with npm.\ndocs/start.md:10:npm install pith" },
        { ContentKind.SearchHits, "./lib/a.py:1:import os\n./lib/a.py:9:os.remove(path)\n./lib/b.py:2:import os\n./lib/b.py:5:os.mkdir(path)" },
        { ContentKind.Listing, "total 16\ndrwxr-xr-x 2 ann staff 4096 Mar  5 10:11 bin\n-rw-r--r-- 1 ann staff  220 Mar  5 10:11 README.md\n-rw-r--r-- 1 ann staff 1220 Mar  5 10:12 app.py" },
        { ContentKind.Listing, "./src\n./src/app.cs\n./src/cart/cart.cs\n./tests/app_tests.cs" },
        { ContentKind.Listing, ".\n├── src\n│   ├── app.cs\n│   └── cart.cs\n└── README.md" },
        { ContentKind.BuildOutput, DotNetBuild },
        { ContentKind.BuildOutput, NpmInstall },
        { ContentKind.BuildOutput, Pytest },
        { ContentKind.BuildOutput, CargoBuild },
        { ContentKind.BuildOutput, GoTest },
        { ContentKind.BuildOutput, Actions },
        { ContentKind.BuildOutput, Maven },
        { ContentKind.BuildOutput, "gcc -O2 -c main.c -o main.o\nmain.c:12:5: error: 'x' undeclared (first use in this function)\nmain.c:14:9: warning: unused variable 'y'\nmake: *** [main.o] Error 1" },
        { ContentKind.Blob, "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==" },
        { ContentKind.Blob, Convert.ToBase64String(Bytes(600), Base64FormattingOptions.InsertLineBreaks) },
        { ContentKind.Blob, Convert.ToHexString(Bytes(200)) },
        { ContentKind.Blob, "00000000: 7f45 4c46 0201 0100 0000 0000 0000 0000  .ELF............\n00000010: 0300 3e00 0100 0000 6010 0000 0000 0000  ..>.....`......." },
        { ContentKind.ToolSchema, ToolList },
        { ContentKind.ToolSchema, AnthropicTools },
        { ContentKind.ToolSchema, McpTools },
        { ContentKind.Prose, Article },
        { ContentKind.Prose, Legal },
        { ContentKind.Prose, Abstract },
        { ContentKind.Prose, Dialogue },
        { ContentKind.Prose, Poem },
        { ContentKind.Prose, "Yes, and/or no." },
        { ContentKind.Prose, "人工智能正在改变我们的生活方式。许多公司已经开始使用这些技术，但也有人担心隐私和就业问题。" },
        { ContentKind.Prose, "日本国憲法は、1946年11月3日に公布され、1947年5月3日に施行された。" },
        { ContentKind.Prose, "กรุงเทพมหานครเป็นเมืองหลวงและนครที่มีประชากรมากที่สุดของประเทศไทย" },
        { ContentKind.Prose, "القاهرة هي عاصمة جمهورية مصر العربية وأكبر مدنها، وتقع على ضفاف نهر النيل." },
        { ContentKind.Mixed, $"This is what I see when I start it, and I do not know why:\n\n{DotNetTrace}\n\nIt worked yesterday. The only thing I changed since then is the customer that I ask for; could it be that the list of that customer is empty now?" },
        { ContentKind.Mixed, $"Please look at this log and tell me what is wrong with the server, because users complain:\n{IsoLog}\nI have already restarted it twice, and the database runs on the same machine as it always did." },
        { ContentKind.Mixed, $"The change is here:\n\n{GitDiff}\n\nIs it safe to merge before the release on Friday, or should somebody look at it again who knows the module?" },
    };

    public static TheoryData<string, string> Programs { get; } = new()
    {
        { "csharp", CSharp }, { "python", Python }, { "javascript", JavaScript }, { "typescript", TypeScript }, { "java", Java }, { "go", Go }, { "rust", Rust }, { "c", C }, { "cpp", Cpp },
        { "ruby", Ruby }, { "php", Php }, { "shell", Shell }, { "sql", Sql }, { "kotlin", Kotlin }, { "swift", Swift }, { "powershell", PowerShell },
        { "yaml", "# Runs on every push.\nname: CI\non: [push]\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: dotnet build\n" },
        { "python", "def area(r):\n    '''\n    Write a function to find the area of a circle.\n    '''\n" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_text_is_taken_for_what_it_is(ContentKind kind, string text)
    {
        ContentDetection found = ContentDetector.Detect(text);

        Assert.True(kind == found.Kind, $"{found} for: {text}");
        Assert.InRange(found.Confidence, 0.5, 1);
        Assert.NotEmpty(found.Reason);
        Assert.Equal(found, ContentDetector.Detect(text));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Line_breaks_of_another_system_change_nothing(ContentKind kind, string text)
        => Assert.Equal(kind, ContentDetector.Detect(text.ReplaceLineEndings("\r\n")).Kind);

    [Theory]
    [MemberData(nameof(Programs))]
    public void Code_is_found_with_its_language(string language, string text)
    {
        ContentDetection found = ContentDetector.Detect(text);

        Assert.True(found is { Kind: ContentKind.Code } && found.Language == language, $"{found}");
    }

    [Fact]
    public void Every_kind_has_three_samples()
        => Assert.All(Enum.GetValues<ContentKind>().Except([ContentKind.Code]), kind => Assert.True(Samples.Count(s => s.Data.Item1 == kind) >= 3, $"{kind}"));

    [Theory]
    [InlineData("x = 1", "script.py", ContentKind.Code, "python")]
    [InlineData("x", "src/Main.kt", ContentKind.Code, "kotlin")]
    [InlineData("a b c", "C#", ContentKind.Code, "csharp")]
    [InlineData("key: value", "deploy.yml", ContentKind.Code, "yaml")]
    [InlineData("a,b\n1,2", "text/csv; charset=utf-8", ContentKind.Table, null)]
    [InlineData("{\"a\":", "application/json", ContentKind.Json, null)]
    [InlineData("{\"a\":1}", "application/problem+json", ContentKind.Json, null)]
    [InlineData("Words and more words.", "notes.md", ContentKind.Markdown, null)]
    [InlineData("started\nstopped", "server.log", ContentKind.Log, null)]
    [InlineData("Words and more words, that is all.", "notes.txt", ContentKind.Prose, null)]
    [InlineData("Words and more words, that is all.", "application/json", ContentKind.Prose, null)]
    [InlineData("{\"a\":1}", "script.py", ContentKind.Json, null)]
    public void A_hint_decides_unless_the_text_says_otherwise(string text, string hint, ContentKind kind, string? language)
    {
        ContentDetection found = ContentDetector.Detect(text, hint);

        Assert.Equal(kind, found.Kind);
        Assert.Equal(language, found.Language);
    }

    [Fact]
    public void The_sources_of_this_library_are_csharp()
    {
        string[] files = Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "src", "Pith"), "*.cs", SearchOption.AllDirectories);
        string[] missed = [.. files.Where(f => ContentDetector.Detect(File.ReadAllText(f)).Language != "csharp").Select(f => Path.GetFileName(f))];

        // A file that is one table or one record may look like another language.
        Assert.True(missed.Length * 20 <= files.Length, string.Join(", ", missed));
    }

    [Fact]
    public void What_a_shell_printed_is_not_a_script()
        => Assert.Equal(ContentKind.BuildOutput, ContentDetector.Detect(DotNetBuild, "bash").Kind);

    [Theory]
    [InlineData("{\"items\": [{\"id\": 1, \"name\": \"a\"}, {\"id\": 2, \"na")]
    [InlineData("[{\"id\": 1}, {\"id\": 2}, {\"id\"")]
    public void Json_that_is_cut_off_is_still_json(string text)
    {
        ContentDetection found = ContentDetector.Detect(text);

        Assert.Equal(ContentKind.Json, found.Kind);
        Assert.True(found.Confidence < 1);
        Assert.Contains("cut off", found.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_as_deep_as_512_is_read()
        => Assert.Equal((ContentKind.Json, 1), (ContentDetector.Detect(new string('[', 512) + new string(']', 512)) is var found ? found.Kind : default, found.Confidence));

    [Theory]
    [InlineData("[1] Smith, J. The first reference of a paper. 2019.\n[2] Jones, K. The second one. 2020.")]
    [InlineData("{curly} words of a text")]
    [InlineData("[INFO] is a level, and people write about it.")]
    [InlineData("1. Buy milk and bread for the week.\n2. Call the plumber about the kitchen.\n3. Write to Ann.")]
    [InlineData("Smith, John\nMiller, Ann\nBaker, Tom\nCook, Sue")]
    [InlineData("Roses are red, violets are blue,\nsugar is sweet, and so are you,\nand that is all, my dear, adieu,\nso fare you well, my lover true.")]
    [InlineData("The meeting began at 10:15:00 and ended at 11:45:30.\nAt 12:00:00 the group had lunch.\nBy 13:30:00 all were gone.")]
    public void Text_with_marks_of_other_kinds_stays_prose(string text)
    {
        ContentDetection found = ContentDetector.Detect(text);

        Assert.True(found.Kind == ContentKind.Prose, $"{found}");
    }

    [Fact]
    public void Hostile_texts_are_answered_quickly()
    {
        string[] texts =
        [
            string.Empty, " \n\t ", "\0", "\uD800", "\uDC00\uD800", new string('\0', 10_000), new string('\uD800', 10_000), "{", "[", "<", "|", "```", "\u001b[", "@@ -", "\r\r\r",
            new string('a', HostileLength), new string('{', HostileLength), new string('<', HostileLength), new string('\n', HostileLength), new string('"', HostileLength),
            "{\"a\":\"" + new string('x', HostileLength), new string('|', HostileLength), string.Concat(Enumerable.Repeat("<a ", 1_000_000)), new StringBuilder().Insert(0, "[1,\n", 1_000_000).ToString(),
        ];
        ContentDetector.Detect(Article);
        foreach (string text in texts)
        {
            long start = Stopwatch.GetTimestamp();
            ContentDetection found = ContentDetector.Detect(text);

            Assert.InRange(found.Confidence, 0, 1);
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), $"{text.Length} of '{(text.Length > 0 ? text[0] : ' ')}' took {Stopwatch.GetElapsedTime(start)}");
        }
    }

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}
