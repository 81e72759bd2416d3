using System.CommandLine;

namespace Pith.Cli.Options;

/// <summary>Arguments that name inputs.</summary>
internal static class FileArguments
{
    internal static Argument<string[]> Several() => Checked(new Argument<string[]>("FILE")
    {
        Description = "Files, folders or patterns (*.md, docs/**/*.txt); - or nothing for stdin.",
        Arity = ArgumentArity.ZeroOrMore,
    });

    internal static Argument<string?> One() => Checked(new Argument<string?>("FILE")
    {
        Description = "A file; - or nothing for stdin.",
        Arity = ArgumentArity.ZeroOrOne,
    });

    // A mistyped option would otherwise be called a missing file.
    private static Argument<T> Checked<T>(Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            string? mistyped = result.Tokens.Select(t => t.Value).FirstOrDefault(v => v.Length > 1 && v[0] == '-' && !File.Exists(v));
            if (mistyped is not null)
            {
                result.AddError($"there is no option '{mistyped}'");
            }
        });
        return argument;
    }
}
