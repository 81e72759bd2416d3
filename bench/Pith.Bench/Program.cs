using Pith.Bench;
return args[0] switch {
  "survival" => await Survival.RunAsync(args[1], args[2].Split(','), [.. args[3].Split(',').Select(x => double.Parse(x, System.Globalization.CultureInfo.InvariantCulture))], args.Length > 4 ? int.Parse(args[4]) : int.MaxValue),
  _ => 2 };
