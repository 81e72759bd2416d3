using System.Globalization;
using Pith.Bench;

const string Usage = """
    Pith.Bench all [--out DIR] [--only NAME,NAME]   every measurement: Markdown to stdout, and files named after the CPU into DIR
    Pith.Bench NAME                                 one measurement
    Pith.Bench lossless FOLDER [repeats]            tokens of the lossless tier against minified JSON and TOON, of repeats as references, and their speed; or of repeats alone
    Pith.Bench survival FILE METHODS RATES [MOST]   answers that survive, over question answering records
    Pith.Bench asked DIR SUITE METHODS RATES [N]    the same with the question given, on a suite of the development data; N misses are shown
    Pith.Bench routing FOLDER [LABELS]              what the detector takes the documents of suites for, against labels
    Pith.Bench logs [MB,MB]                         time and memory of logs as they grow, each size in a process of its own
    Pith.Bench content DIR METHOD SUITE RATES [0|1|all] [-v]   answers that survive in content with a grammar, with the floors
    Pith.Bench replay DIR SUITES [--out DIR]        agents' conversations turn by turn through a simulated prompt cache
    Pith.Bench gateway [--minutes N] [--only off,auto,stream,load,hostile] [--out DIR]   what the gateway adds to requests, its load, and hostile requests
    """;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["child", .. string[] rest]:
        return await Child.RunAsync(rest);
    case ["logs", "child", string megabytes]:
        return await LogSpeed.ChildAsync(int.Parse(megabytes));
    case ["logs", .. string[] sizes]:
        return LogSpeed.Run(sizes.Length > 0 ? [.. sizes[0].Split(',').Select(int.Parse)] : [1, 4, 16, 64]);
    case ["survival", string file, string methods, string rates, .. string[] most]:
        return await Survival.RunAsync(file, methods.Split(','), [.. rates.Split(',').Select(double.Parse)], most.Length > 0 ? int.Parse(most[0]) : int.MaxValue);
    case ["asked", string folder, string suite, string methods, string rates, .. string[] shown]:
        return await Asked.RunAsync(folder, suite, methods.Split(','), [.. rates.Split(',').Select(double.Parse)], shown.Length > 0 ? int.Parse(shown[0]) : 0);
    case ["routing", string folder, .. string[] labels]:
        return RoutingAccuracy.Run(folder, labels.Length > 0 ? labels[0] : null);
    case ["lossless", string folder, "repeats"]:
        return await LosslessTokens.RepeatsAsync(folder);
    case ["lossless", string folder]:
        return await LosslessTokens.RunAsync(folder);
    case ["content", string folder, string method, string suite, string rates, .. string[] more]:
        return await ContentSurvival.RunAsync(folder, method, suite, [.. rates.Split(',').Select(double.Parse)], more is [("0" or "1") and string half, ..] ? int.Parse(half) : -1, more.Contains("-v"));
    case ["replay", string folder, string suites, .. string[] options]:
        return await Measurements.ReportAsync([.. suites.Split(',').Select(s => (Func<Task<Section>>)(() => Replay.RunAsync(folder, s)))], Option(options, "--out"), "-replay");
    case ["gateway", .. string[] options]:
        return await GatewaySpeed.RunAsync(double.Parse(Option(options, "--minutes") ?? "5"), Option(options, "--only")?.Split(','), Option(options, "--out"));
    case ["all", .. string[] options]:
        return await Measurements.RunAsync(Option(options, "--only")?.Split(',') ?? [.. Measurements.All.Keys], Option(options, "--out"));
    case [string name] when Measurements.All.ContainsKey(name):
        return await Measurements.RunAsync([name], null);
    default:
        Console.Error.WriteLine($"{Usage}\nNAME is one of: {string.Join(", ", Measurements.All.Keys)}");
        return 2;
}

static string? Option(string[] options, string name) => Array.IndexOf(options, name) is var at && at >= 0 && at + 1 < options.Length ? options[at + 1] : null;
