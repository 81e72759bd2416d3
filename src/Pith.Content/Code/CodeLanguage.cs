using Pith.Content.Pieces;

namespace Pith.Content.Code;

/// <summary>Languages by name, by file name and by how they look; and their comments.</summary>
internal static class CodeLanguage
{
    private static readonly Dictionary<string, string> s_byName = Table(
        "csharp:cs c# csx text/x-csharp csharp", "python:py py3 python3 pyi pyw text/x-python python", "javascript:js mjs cjs jsx text/javascript application/javascript node javascript",
        "typescript:ts tsx mts cts typescript", "java:java text/x-java", "kotlin:kt kts kotlin", "go:go golang", "rust:rs rust", "c:c h", "cpp:cc cpp cxx hpp hh c++ cpp", "swift:swift", "scala:scala sc",
        "php:php", "ruby:rb ruby", "perl:pl pm perl", "shell:sh bash zsh ksh shell", "powershell:ps1 psm1 powershell", "lua:lua", "sql:sql", "haskell:hs haskell", "r:r", "julia:jl julia", "elixir:ex exs elixir",
        "yaml:yml yaml", "toml:toml", "dart:dart", "visualbasic:vb vbnet", "fsharp:fs fsx fsharp", "clojure:clj cljs clojure", "lisp:lisp el scm", "erlang:erl erlang", "matlab:matlab", "tex:tex latex", "css:css scss less", "proto:proto", "terraform:tf hcl", "dockerfile:dockerfile", "makefile:makefile mk", "groovy:groovy gradle", "zig:zig", "objectivec:mm");

    /// <summary>The language that a hint names: a language, a media type or a file name; null if it says nothing.</summary>
    internal static string? FromHint(string? hint)
    {
        if (string.IsNullOrWhiteSpace(hint) || hint.Length > 1000)
        {
            return null;
        }

        string name = hint.Trim();
        if (s_byName.TryGetValue(name, out string? language))
        {
            return language;
        }

        int dot = name.LastIndexOf('.');
        return dot >= 0 && s_byName.TryGetValue(name[(dot + 1)..], out language) ? language : null;
    }

    /// <summary>How a language writes comments.</summary>
    internal static CommentForm CommentsOf(string? language, string text) => language switch
    {
        "python" => CommentForm.Python,
        "ruby" or "perl" or "shell" or "powershell" or "r" or "julia" or "elixir" or "yaml" or "toml" or "terraform" or "dockerfile" or "makefile" => CommentForm.Hash,
        "lua" or "sql" or "haskell" => CommentForm.Dashes,
        "clojure" or "lisp" => CommentForm.Semicolons,
        "erlang" or "matlab" or "tex" => CommentForm.Percent,
        "visualbasic" => CommentForm.Quote,
        null => LooksLikePython(text) ? CommentForm.Python : LooksHashed(text) ? CommentForm.Hash : CommentForm.Slashes,
        _ => CommentForm.Slashes,
    };

    /// <summary>Whether braces make a language's blocks.</summary>
    internal static bool HasBraces(string? language, CommentForm comments) =>
        comments.Filler is null && language is not ("ruby" or "elixir" or "lua" or "julia" or "yaml" or "haskell" or "makefile" or "shell" or "fsharp" or "toml" or "sql" or "visualbasic" or "tex" or "matlab" or "erlang" or "clojure" or "lisp");

    private static bool LooksLikePython(string text) =>
        (text.Contains("def ", StringComparison.Ordinal) || text.Contains("class ", StringComparison.Ordinal)) && text.Contains(":\n", StringComparison.Ordinal) && !text.Contains(";\n", StringComparison.Ordinal);

    private static bool LooksHashed(string text) =>
        !text.Contains("//", StringComparison.Ordinal) && !text.Contains(";\n", StringComparison.Ordinal) && (text.StartsWith('#') || text.Contains("\n# ", StringComparison.Ordinal) || text.Contains("\nend", StringComparison.Ordinal) || text.Contains("\nfi\n", StringComparison.Ordinal));

    private static Dictionary<string, string> Table(params string[] rows)
    {
        var table = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string row in rows)
        {
            int colon = row.IndexOf(':', StringComparison.Ordinal);
            foreach (string name in row[(colon + 1)..].Split(' '))
            {
                table[name] = row[..colon];
            }

            table[row[..colon]] = row[..colon];
        }

        return table;
    }
}
