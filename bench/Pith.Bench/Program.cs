using System.Globalization;
using Pith.Bench;

const string Usage = """
    Pith.Bench all [--out DIR] [--only NAME,NAME]   every measurement: Markdown to stdout, and files named after the CPU into DIR
    Pith.Bench NAME                                 one measurement
    Pith.Bench survival FILE METHODS RATES [MOST]   answers that survive, over question answering records
    Pith.Bench content DIR METHOD SUITE RATES [0|1|all] [-v]   answers that survive in content with a grammar, with the floors
    """;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["child", .. string[] rest]:
        return await Child.RunAsync(rest);
    case ["survival", string file, string methods, string rates, .. string[] most]:
        return await Survival.RunAsync(file, methods.Split(','), [.. rates.Split(',').Select(double.Parse)], most.Length > 0 ? int.Parse(most[0]) : int.MaxValue);
    case ["content", string folder, string method, string suite, string rates, .. string[] rest]:
        return await ContentSurvival.RunAsync(folder, method, suite, [.. rates.Split(',').Select(double.Parse)], rest is [("0" or "1") and string half, ..] ? int.Parse(half) : -1, rest.Contains("-v"));
    case ["all", .. string[] options]:
        return await Measurements.RunAsync(Option(options, "--only")?.Split(',') ?? [.. Measurements.All.Keys], Option(options, "--out"));
    case [string name] when Measurements.All.ContainsKey(name):
        return await Measurements.RunAsync([name], null);
    default:
        Console.Error.WriteLine($"{Usage}\nNAME is one of: {string.Join(", ", Measurements.All.Keys)}");
        return 2;
}

static string? Option(string[] options, string name) => Array.IndexOf(options, name) is var at && at >= 0 && at + 1 < options.Length ? options[at + 1] : null;
