namespace Pith.Cli.Tests;

internal static class Texts
{
    internal const string Short =
        "The quarterly review of the water plant took place on 12 May 2024. The operators reported that pump P-17 had not been serviced since 2021, although the contract demands a service every 18 months.\n\nThe committee decided that the pump must be replaced before the winter, and that 4,500 EUR may be spent on it.\n";
}
