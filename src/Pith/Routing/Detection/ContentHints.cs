using System.Collections.Frozen;

namespace Pith.Routing.Detection;

/// <summary>What media types, names of languages and file names say.</summary>
internal static class ContentHints
{
    private static readonly FrozenDictionary<string, (ContentKind Kind, string? Language)> s_names = Build();

    /// <summary>What <paramref name="hint"/> names, or null where it names nothing that is known.</summary>
    internal static (ContentKind Kind, string? Language)? Read(string? hint)
    {
        if (string.IsNullOrWhiteSpace(hint) || hint.Length > 1_000)
        {
            return null;
        }

        string name = hint.Trim().ToLowerInvariant();
        int parameters = name.IndexOf(';', StringComparison.Ordinal);
        name = parameters > 0 ? name[..parameters].TrimEnd() : name;
        if (s_names.TryGetValue(name, out (ContentKind, string?) known))
        {
            return known;
        }

        string file = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        int suffix = file.LastIndexOf('+');
        int dot = file.LastIndexOf('.');
        return s_names.TryGetValue(file, out known)
            || dot >= 0 && s_names.TryGetValue(file[(dot + 1)..], out known)
            || suffix >= 0 && s_names.TryGetValue(file[(suffix + 1)..], out known)
            || file.StartsWith("x-", StringComparison.Ordinal) && s_names.TryGetValue(file[2..], out known) ? known : null;
    }

    private static FrozenDictionary<string, (ContentKind, string?)> Build()
    {
        var names = new Dictionary<string, (ContentKind, string?)>(StringComparer.Ordinal);
        void Kind(ContentKind kind, string words) => Add(kind, null, words);
        void Code(string language, string words) => Add(ContentKind.Code, language, $"{language} {words}");
        void Add(ContentKind kind, string? language, string words)
        {
            foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                names[word] = (kind, language);
            }
        }

        Kind(ContentKind.Json, "json jsonc json5 geojson ipynb webmanifest har");
        Kind(ContentKind.NdJson, "ndjson jsonl jsonlines x-ndjson");
        Kind(ContentKind.Xml, "xml xsd xsl xslt csproj props targets slnx svg rss atom plist resx nuspec config xaml wsdl pom.xml");
        Kind(ContentKind.Html, "html htm xhtml");
        Kind(ContentKind.Markdown, "markdown md mdx mkd rmd");
        Kind(ContentKind.Table, "csv tsv psv tab tab-separated-values table");
        Kind(ContentKind.Log, "log logs");
        Kind(ContentKind.BuildOutput, "binlog trx");
        Kind(ContentKind.Diff, "diff patch udiff");
        Kind(ContentKind.StackTrace, "stacktrace traceback pytb");
        Kind(ContentKind.Blob, "base64 hex hexdump pem octet-stream");
        Code("csharp", "cs c# csx");
        Code("python", "py py3 python3 pyi pyw");
        Code("javascript", "js jsx mjs cjs node ecmascript");
        Code("typescript", "ts tsx mts cts");
        Code("java", "");
        Code("go", "golang");
        Code("rust", "rs");
        Code("c", "h");
        Code("cpp", "c++ cc cxx hpp hh hxx cu");
        Code("ruby", "rb rakefile gemfile");
        Code("php", "php8");
        Code("shell", "sh bash zsh ksh fish shellscript");
        Code("sql", "psql mysql tsql plsql sqlite postgresql");
        Code("kotlin", "kt kts");
        Code("swift", "");
        Code("powershell", "ps1 psm1 pwsh ps");
        Code("scala", "sc sbt");
        Code("lua", "");
        Code("css", "scss sass less");
        Code("dockerfile", "docker containerfile");
        Code("yaml", "yml");
        Code("toml", "");
        Code("ini", "cfg conf properties editorconfig");
        Code("makefile", "make mk cmake cmakelists.txt");
        Code("fsharp", "fs f# fsx fsi");
        Code("vb", "vbnet vb.net");
        Code("r", "");
        Code("dart", "");
        Code("perl", "pl pm");
        Code("haskell", "hs");
        Code("elixir", "ex exs");
        Code("erlang", "erl");
        Code("clojure", "clj cljs");
        Code("julia", "jl");
        Code("objectivec", "objc objective-c");
        Code("zig", "");
        Code("vue", "");
        Code("svelte", "");
        Code("graphql", "gql");
        Code("protobuf", "proto");
        Code("terraform", "tf hcl");
        Code("latex", "tex");
        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
