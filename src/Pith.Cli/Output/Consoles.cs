using System.Text;
using Spectre.Console;

namespace Pith.Cli.Output;

/// <summary>Spectre consoles over our own writers: for tables and progress, never for a result's text.</summary>
internal static class Consoles
{
    // Where lines need not fit a terminal, a table row is a line.
    private const int Unlimited = 4000;

    internal static IAnsiConsole On(TextWriter writer, int? width, bool colours) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        Out = new Sink(writer, width ?? Unlimited, width is not null),
        Interactive = InteractionSupport.No,
        EnvironmentVariables = new Dictionary<string, string>(),
    });

    internal static Table Table(params string[] columns)
    {
        Table table = new Table().Border(TableBorder.None);
        table.ShowHeaders = true;
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(new Spectre.Console.Text(column, new Style(decoration: Decoration.Bold))).PadLeft(0).PadRight(2));
        }

        return table;
    }

    internal static void Row(this Table table, params string[] cells) => table.AddRow(cells.Select(c => new Spectre.Console.Text(c)));

    /// <summary>Writes a table without the blanks that fill its last column.</summary>
    internal static void Write(TextWriter writer, Table table, int? width, bool colours)
    {
        var buffer = new StringWriter();
        On(buffer, width, colours).Write(table);
        foreach (string line in buffer.ToString().TrimEnd().Split('\n'))
        {
            writer.Write(line.TrimEnd());
            writer.Write('\n');
        }
    }

    private sealed class Sink(TextWriter writer, int width, bool isTerminal) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => isTerminal;

        public int Width => width;

        public int Height => 50;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
