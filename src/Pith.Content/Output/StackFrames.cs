namespace Pith.Content.Output;

/// <summary>Lines of stack traces.</summary>
internal static class StackFrames
{
    private static readonly string[] s_libraries =
    [
        "System.", "Microsoft.", "java.", "javax.", "jdk.", "sun.", "com.sun.", "kotlin.", "scala.", "sbt.", "groovy.", "org.junit.", "org.gradle.", "org.apache.maven.",
        "org.codehaus.", "org.eclipse.", "org.springframework.", "android.", "Xunit.", "NUnit.", "node:", "internal/", "Module.", "Function.Module.", "process.", "std::", "core::", "alloc::", "test::", "__rustc::", "rust_begin_unwind", "__rust_begin_short_backtrace",
        "__libc_start", "_start", "runtime.", "testing.", "Newtonsoft.", "<fn(", "<F as core::", "<T as core::",
    ];

    private static readonly string[] s_places =
    [
        "node_modules", "site-packages", "dist-packages", "/usr/lib", "/usr/local/lib", "/usr/share", "/rustc/", "src/libstd", "src/libcore", "/.cargo/registry", "/.gem/", "/gems/", "/vendor/",
        "(internal/", "(module.js", "(node:", "/usr/include", "goroutine ", "/go/src/runtime",
    ];

    /// <summary>What a line without its indentation is.</summary>
    internal static FrameKind Of(ReadOnlySpan<char> line)
    {
        if (!IsFrame(line))
        {
            return FrameKind.None;
        }

        ReadOnlySpan<char> name = NameOf(line);
        foreach (string library in s_libraries)
        {
            if (name.StartsWith(library, StringComparison.Ordinal))
            {
                return FrameKind.Library;
            }
        }

        foreach (string place in s_places)
        {
            if (line.Contains(place, StringComparison.Ordinal))
            {
                return FrameKind.Library;
            }
        }

        return FrameKind.Own;
    }

    // "at name", "12: name", "12:     0x55ffe43f9ad3 - name"
    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> line)
    {
        if (line.StartsWith("at ", StringComparison.Ordinal))
        {
            return line[3..].TrimStart();
        }

        if (!char.IsAsciiDigit(line[0]))
        {
            return line;
        }

        ReadOnlySpan<char> name = line[(line.IndexOf(':') + 1)..].TrimStart();
        int dash = name.StartsWith("0x", StringComparison.Ordinal) ? name.IndexOf(" - ", StringComparison.Ordinal) : -1;
        return dash > 0 ? name[(dash + 3)..].TrimStart() : name;
    }

    private static bool IsFrame(ReadOnlySpan<char> line)
    {
        if (line.Length < 6)
        {
            return false;
        }

        return line[0] switch
        {
            'a' => line.StartsWith("at ", StringComparison.Ordinal) && line.IndexOfAny("(:<.") > 0,
            'F' => line.StartsWith("File \"", StringComparison.Ordinal),
            'f' => line.StartsWith("from ", StringComparison.Ordinal) && line.Contains(":in ", StringComparison.Ordinal),
            'g' => line.StartsWith("goroutine ", StringComparison.Ordinal),
            '.' => line.StartsWith("... ", StringComparison.Ordinal) && line.EndsWith(" more", StringComparison.Ordinal),
            '#' => char.IsAsciiDigit(line[1]),
            '(' => line.Contains(".ex", StringComparison.Ordinal) || line.Contains(".erl:", StringComparison.Ordinal),
            '/' => line.Contains(".go:", StringComparison.Ordinal) && line.Contains(" +0x", StringComparison.Ordinal),
            >= '0' and <= '9' => IsRustFrame(line),
            _ => false,
        };
    }

    // "12:     0x55ffe43f9ad3 - name" and "12: name".
    private static bool IsRustFrame(ReadOnlySpan<char> line)
    {
        int colon = line.IndexOf(": ", StringComparison.Ordinal);
        if (colon is < 1 or > 4 || line[..colon].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        ReadOnlySpan<char> rest = line[(colon + 1)..].TrimStart();
        return rest.StartsWith("0x", StringComparison.Ordinal) || rest.Contains("::", StringComparison.Ordinal) || rest.StartsWith("rust_begin", StringComparison.Ordinal);
    }
}
