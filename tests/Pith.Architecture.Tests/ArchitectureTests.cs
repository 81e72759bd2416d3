using System.Text.RegularExpressions;
using System.Xml.Linq;
using PublicApiGenerator;

namespace Pith.Architecture.Tests;

public sealed partial class ArchitectureTests
{
    [Fact]
    public void The_core_references_no_runtime_no_native_library_and_no_surface()
    {
        string[] packages = [.. PackagesOf("Pith")];

        Assert.Empty(ProjectsOf("Pith"));
        Assert.All(packages, p => Assert.True(p.StartsWith("Microsoft.ML.Tokenizers", StringComparison.Ordinal) || p == "Microsoft.Extensions.Caching.Abstractions", p));
        Assert.DoesNotContain(typeof(ICompressor).Assembly.GetReferencedAssemblies(), a => a.Name!.Contains("Onnx", StringComparison.Ordinal) || a.Name.Contains("CommandLine", StringComparison.Ordinal) || a.Name.Contains("Hosting", StringComparison.Ordinal));
    }

    [Fact]
    public void Runtimes_reference_the_core_only()
    {
        foreach (string project in Directory.EnumerateDirectories(Repository.At("src"), "Pith.Runtimes.*").Select(d => Path.GetFileName(d)!))
        {
            Assert.Equal(["Pith"], ProjectsOf(project));
        }
    }

    [Fact]
    public void Content_references_the_core_only() => Assert.Equal(["Pith"], ProjectsOf("Pith.Content"));

    [Fact]
    public void Chat_clients_stand_on_the_standard_package_and_agents_on_them()
    {
        Assert.Equal(["Pith.Standard"], ProjectsOf("Pith.Extensions.AI"));
        Assert.Equal(["Microsoft.Extensions.AI", "Microsoft.Extensions.Options.ConfigurationExtensions"], PackagesOf("Pith.Extensions.AI"));
        Assert.Equal(["Pith.Extensions.AI"], ProjectsOf("Pith.Extensions.Agents"));
        Assert.Equal(["Microsoft.Agents.AI"], PackagesOf("Pith.Extensions.Agents"));
    }

    [Fact]
    public void No_experimental_type_is_in_an_interface_that_is_not_marked()
    {
        static bool IsExperimental(Type type) => type.CustomAttributes.Any(a => a.AttributeType == typeof(System.Diagnostics.CodeAnalysis.ExperimentalAttribute));
        IEnumerable<Type> types = new[] { "Pith.Extensions.AI", "Pith.Extensions.Agents" }.SelectMany(n => System.Reflection.Assembly.Load(n).GetExportedTypes()).Where(t => !IsExperimental(t));

        foreach (Type type in types)
        {
            IEnumerable<Type> used = type.GetMembers().SelectMany(m => m switch
            {
                System.Reflection.MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(p => p.ParameterType)],
                System.Reflection.ConstructorInfo constructor => constructor.GetParameters().Select(p => p.ParameterType),
                System.Reflection.PropertyInfo property => [property.PropertyType],
                _ => Array.Empty<Type>(),
            }).Concat([type.BaseType ?? type, .. type.GetInterfaces()]).SelectMany(t => (IEnumerable<Type>)[t, .. t.GenericTypeArguments]);

            Assert.DoesNotContain(used, IsExperimental);
        }
    }

    [Fact]
    public void The_protocol_server_references_what_it_offers_and_the_protocol_and_no_other_surface()
    {
        Assert.Equal(["Pith", "Pith.Standard"], ProjectsOf("Pith.Mcp"));
        Assert.Equal(["ModelContextProtocol"], PackagesOf("Pith.Mcp"));
    }

    [Fact]
    public void Only_programs_host_the_protocol_server() =>
        Assert.All(Directory.EnumerateDirectories(Repository.At("src")).Select(d => Path.GetFileName(d)!).Where(p => ProjectsOf(p).Contains("Pith.Mcp")), p => Assert.Contains(p, (string[])["Pith.Cli", "Pith.Gateway"]));

    [Fact]
    public void Other_verbs_do_not_load_the_protocol() =>
        Assert.Equal(["Mcp.cs", "TalkingLog.cs"], Repository.Sources("src/Pith.Cli").Where(f => File.ReadAllText(f) is var s && (s.Contains("Pith.Mcp", StringComparison.Ordinal) || s.Contains("ModelContextProtocol", StringComparison.Ordinal) || s.Contains("Microsoft.Extensions.Logging", StringComparison.Ordinal))).Select(f => Path.GetFileName(f)!));

    [Fact]
    public void Stores_reference_the_core_only()
    {
        foreach (string project in Directory.EnumerateDirectories(Repository.At("src"), "Pith.Stores.*").Select(d => Path.GetFileName(d)!))
        {
            Assert.Equal(["Pith"], ProjectsOf(project));
        }
    }

    [Fact]
    public void Surfaces_do_not_use_each_other()
    {
        Assert.DoesNotContain("Pith.Cli", ProjectsOf("Pith.Gateway"));

        // The command line starts the gateway as a program: it is built before, and no code of it is referenced.
        XElement gateway = XDocument.Load(Repository.At("src", "Pith.Cli", "Pith.Cli.csproj")).Descendants("ProjectReference").Single(e => e.Attribute("Include")!.Value.Contains("Gateway", StringComparison.Ordinal));
        Assert.Equal("false", gateway.Attribute("ReferenceOutputAssembly")!.Value);
        Assert.DoesNotContain(typeof(Pith.Cli.ExitCode).Assembly.GetReferencedAssemblies(), a => a.Name!.StartsWith("Pith.Gateway", StringComparison.Ordinal) || a.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public void The_reader_of_binary_logs_references_nothing_of_this_library() => Assert.Empty(ProjectsOf("Pith.Content.MSBuild"));

    [Fact]
    public void Nothing_has_a_name_that_says_nothing()
    {
        Assert.DoesNotContain(
            Repository.Sources("src").Concat(Repository.Sources("tests")).Select(f => Path.GetRelativePath(Repository.Root, f)),
            f => EmptyName().IsMatch(f));
    }

    [Fact]
    public void Files_are_small_enough_to_read()
    {
        foreach (string file in Repository.Sources("src"))
        {
            int most = file.Contains($"{Path.DirectorySeparatorChar}Methods{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? 400 : 600;

            Assert.True(File.ReadLines(file).Count() <= most, $"{Path.GetRelativePath(Repository.Root, file)} has more than {most} lines.");
        }
    }

    [Fact]
    public void Ids_are_for_ever()
    {
        Assert.Equal(["auto", "keep", "llmlingua-2", "head-tail", "random", "stop-words", "tf-idf", "repeats", "json", "table", "html", "markdown", "tool-schema", "logs", "diff", "search-hits", "listing", "csharp", "code-outline", "codepromptzip", "lossless"], StandardMethods.Catalog.Entries.Select(e => e.Info.Id));
    }

    [Fact]
    public void Every_method_file_has_a_complete_header_and_a_catalog_line()
    {
        string catalog = Repository.Read("src", "Pith", "MethodCatalog.cs") + Repository.Read("src", "Pith.Content", "ContentMethods.cs");
        string[] files = [.. Repository.Methods()];
        foreach (string file in files)
        {
            MethodHeader header = MethodHeader.Read(file);
            string name = Path.GetFileNameWithoutExtension(file);

            Assert.True(header.Title.Length > 0, $"{name} has no title line.");
            Assert.All(MethodHeader.Labels, l => Assert.True(header.Lines.TryGetValue(l, out string? text) && text.Length > 0, $"The header of {name} lacks '{l}:'."));
            Assert.Contains($"{name}.Info,", catalog, StringComparison.Ordinal);
        }

        Assert.Equal(StandardMethods.Catalog.Entries.Count, files.Length);
    }

    [Fact]
    public void Every_method_has_goldens_that_say_where_they_come_from()
    {
        Assert.All(StandardMethods.Catalog.Entries, e => Assert.True(
            File.Exists(Repository.At("tests", "Pith.Tests", "Golden", e.Info.Id, "source.json")) || File.Exists(Repository.At("tests", "Pith.Content.Tests", "Golden", e.Info.Id, "source.json")),
            $"Golden/{e.Info.Id}/source.json is missing."));
    }

    [Theory]
    [InlineData(typeof(ICompressor))]
    [InlineData(typeof(Pith.Content.Lossless.LosslessTier))]
    [InlineData(typeof(Pith.Runtimes.Onnx.OnnxRuntime))]
    [InlineData(typeof(Pith.Extensions.AI.PithProfiles))]
    [InlineData(typeof(Pith.Mcp.PithMcpServer))]
    [InlineData(typeof(Pith.Stores.Sqlite.SqliteFormStore))]
    [InlineData(typeof(Pith.Stores.PostgreSql.PostgreSqlFormStore))]
    public void The_public_surface_is_what_was_agreed(Type member) => IsAgreed(member.Assembly);

    // Its one type is experimental, and can't be named here without saying so.
    [Fact]
    public void The_public_surface_for_agents_is_what_was_agreed() => IsAgreed(System.Reflection.Assembly.Load("Pith.Extensions.Agents"));

    [Fact]
    public void What_is_said_names_no_machine()
    {
        string[] extensions = [".cs", ".md", ".props", ".csproj", ".json", ".sh", ".targets"];
        IEnumerable<string> files = new[] { "src", "docs", "bench", "samples", "models" }
            .SelectMany(f => Directory.EnumerateFiles(Repository.At(f), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
            .Where(f => extensions.Contains(Path.GetExtension(f)) && !f.Contains("node_modules", StringComparison.Ordinal));

        Assert.All(files, f => Assert.False(MachinePath().IsMatch(File.ReadAllText(f)), $"{Path.GetRelativePath(Repository.Root, f)} names a path of a machine."));
    }

    private static void IsAgreed(System.Reflection.Assembly assembly)
    {
        // The compiler numbers its state machines by the order of members.
        string api = assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false, ExcludeAttributes = ["System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute"] }).ReplaceLineEndings("\n") + "\n";

        Repository.Same(api, "tests", "Pith.Architecture.Tests", "PublicApi", assembly.GetName().Name + ".txt");
    }

    private static IEnumerable<string> ProjectsOf(string project) =>
        XDocument.Load(Repository.At("src", project, project + ".csproj")).Descendants("ProjectReference").Select(e => Path.GetFileNameWithoutExtension(e.Attribute("Include")!.Value.Replace('\\', '/')));

    private static IEnumerable<string> PackagesOf(string project) =>
        XDocument.Load(Repository.At("src", project, project + ".csproj")).Descendants("PackageReference").Select(e => e.Attribute("Include")!.Value);

    [GeneratedRegex("(?i)(utils?|helpers?|common|managers?)(/|\\\\|\\.cs$)")]
    private static partial Regex EmptyName();

    [GeneratedRegex("(?<![A-Za-z0-9.])/(work|root|farm)/[a-z]")]
    private static partial Regex MachinePath();
}
