using System.Runtime.InteropServices;
using System.Text;
using Pith.Content.Output;

namespace Pith.Cli.Input;

/// <summary>Test results in TRX (<c>dotnet test --report-trx</c>).</summary>
internal sealed class TestResultsReader : IInputReader
{
    private const int Looked = 4_096;

    public string Format => "test results (TRX)";

    public bool Reads(InputFile file, ReadOnlySpan<byte> bytes) => TestResultsReport.IsTestResults(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, Looked)]));

    public string Read(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array);
        using var reader = new StreamReader(new MemoryStream(array.Array!, array.Offset, array.Count, writable: false), Encoding.UTF8);
        return TestResultsReport.Read(reader, cancellationToken);
    }
}
