using System.Buffers;

namespace Pith.Routing.Detection;

/// <summary>Whether a line reads as source code, whatever the language.</summary>
internal static class CodeLines
{
    private static readonly string[] s_keywords =
    [
        "def ", "class ", "import ", "from ", "return", "if ", "if(", "elif ", "else", "for ", "for(", "foreach ", "while ", "while(", "try", "except", "catch", "finally", "with ", "raise ", "throw ", "async ", "await ", "yield ",
        "public ", "private ", "protected ", "internal ", "static ", "final ", "abstract ", "sealed ", "override ", "virtual ", "namespace ", "using ", "global using ", "package ", "const ", "let ", "var ", "val ", "function ", "function(", "export ",
        "interface ", "enum ", "struct ", "type ", "fn ", "pub ", "impl ", "use ", "mod ", "trait ", "match ", "func ", "defer ", "go ", "select ", "switch ", "switch(", "case ", "default:", "break", "continue", "do ", "then", "fi", "done", "esac",
        "void ", "int ", "char ", "float ", "double ", "long ", "bool ", "boolean ", "string ", "unsigned ", "template", "typedef ", "extern ", "inline ", "new ", "delete ", "end", "unless ", "require ", "module ", "puts ", "attr_", "print(",
        "echo ", "local ", "set ", "param(", "SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE ", "ALTER ", "DROP ", "GRANT ", "REVOKE ", "RETURNS ", "LANGUAGE ", "my ", "sub ", "our ", "FROM ", "WHERE ", "JOIN ", "LEFT JOIN ", "INNER JOIN ", "GROUP BY ", "ORDER BY ", "VALUES ", "fun ", "data class ", "object ", "guard ", "extension ", "protocol ", "init(",
        "RUN ", "COPY ", "CMD ", "ENTRYPOINT ", "ENV ", "WORKDIR ", "EXPOSE ",
        "assert ", "pass", "self.", "this.", "super(", "nonlocal ", "global ", "lambda ", "declare ", "readonly ", "constructor(", "begin", "loop",
    ];

    private static readonly SearchValues<char> s_brackets = SearchValues.Create("{}()[];,");

    private static readonly PrefixTable<bool> s_starts = new(s_keywords.Select(k => (k, true)));

    internal static bool IsCode(ReadOnlySpan<char> body, bool sentence)
    {
        char last = body[^1];
        if (body.IndexOfAnyInRange('\u2200', '\u22FF') >= 0)
        {
            // Operators that mathematics has and programs do not.
            return false;
        }

        if (body.IndexOfAnyExcept(s_brackets) < 0)
        {
            return true;
        }

        if (body.StartsWith("//") || body.StartsWith("/*") || body.StartsWith("*/") || body.StartsWith("#include") || body.StartsWith("#define") || body.StartsWith("#!") || body.StartsWith("#[") || body.StartsWith("#if") || body.StartsWith("#endif")
            || body.StartsWith("<?php") || body[0] == '@' && body.Length > 1 && char.IsAsciiLetter(body[1]) && !body[1..].Contains(' ') || body[0] == '.' && body.Length > 2 && char.IsAsciiLetter(body[1]) && body.Contains('('))
        {
            return true;
        }

        bool call = HasCall(body);
        bool assigns = Assigns(body);
        if (last == '{' || last == ';' && (call || assigns || !sentence && (StartsWithKeyword(body) || body.Count(' ') < 3)) || last == '}' && (call || assigns || body.Contains(';')) || body.EndsWith("=>") || body.EndsWith("->"))
        {
            return true;
        }

        if (StartsWithKeyword(body))
        {
            return last is ':' or '(' or ')' or ',' or '\\' && (call || !sentence) || !sentence || call || assigns;
        }

        return assigns && !sentence || call && last is ')' or ',' or '(' && !sentence;
    }

    private static bool StartsWithKeyword(ReadOnlySpan<char> body)
    {
        foreach ((string keyword, _) in s_starts.Candidates(body))
        {
            if (body.StartsWith(keyword) && (body.Length == keyword.Length || !char.IsLetterOrDigit(keyword[^1]) || !IsNamePart(body[keyword.Length])))
            {
                return true;
            }
        }

        return false;
    }

    // name( without a space; "share(s)" is no call.
    private static bool HasCall(ReadOnlySpan<char> body)
    {
        for (int i = body.IndexOf('('); i > 0;)
        {
            if (char.IsAsciiLetter(body[i - 1]) || body[i - 1] is '_' or '>' or '!')
            {
                ReadOnlySpan<char> inside = body[(i + 1)..];
                if (!inside.StartsWith("s)") && !inside.StartsWith("es)"))
                {
                    return true;
                }
            }

            int next = body[(i + 1)..].IndexOf('(');
            i = next < 0 ? -1 : i + 1 + next;
        }

        return false;
    }

    // name = value, name := value, name += value, with a name of several parts or a type before it.
    private static bool Assigns(ReadOnlySpan<char> body)
    {
        int equals = body.IndexOf('=');
        if (equals <= 0 || equals + 1 >= body.Length)
        {
            return false;
        }

        ReadOnlySpan<char> left = body[..equals].TrimEnd("+-*/:|&?%!<> ");
        return left.Length > 0 && (char.IsAsciiLetter(left[0]) || left[0] is '_' or '$' or '@' or '*' or '&' or '(') && left.IndexOfAny("\"'`;") < 0 && left.Count(' ') <= 3;
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
