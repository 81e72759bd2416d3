using System.Globalization;
using System.IO.Compression;
using Microsoft.Build.Logging;
using Microsoft.Build.Logging.StructuredLogger;

namespace Pith.Content.MSBuild;

/// <summary>Writes what an MSBuild binary log says about a build as text: errors and warnings once each, projects and targets with counts and times.</summary>
/// <remarks>
/// The text has the forms of MSBuild's own console output, so <c>logs</c> takes it for what it is. Messages, properties and environment
/// variables are not read: nothing of them gets into the report.
/// </remarks>
public static class BinaryLogReport
{
    /// <summary>Most bytes that a log may unpack to.</summary>
    public const long LargestUnpacked = 1L << 30;

    private const string Damaged = "it is no MSBuild binary log, or a damaged one";

    /// <summary>Reads a log to its end; memory grows with the names, errors and warnings in it, not with its events.</summary>
    /// <param name="stream">The log as MSBuild writes it, compressed. It stays open.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <returns>The report, with line feeds.</returns>
    /// <exception cref="InvalidDataException">No binary log, one that ends too early, or one that unpacks to more than <see cref="LargestUnpacked"/>.</exception>
    public static string Read(Stream stream, CancellationToken cancellationToken = default) => Read(stream, LargestUnpacked, cancellationToken);

    internal static string Read(Stream stream, long largest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var build = new BuildSummary();
        using var unpacked = new LimitedStream(new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true), largest);
        var reader = new BinLogReader();
        Exception? failure = null;
        reader.OnException += e => failure ??= e;
        try
        {
            foreach (Record record in reader.ReadRecordsFromDecompressedStream(unpacked))
            {
                cancellationToken.ThrowIfCancellationRequested();
                build.Take(record.Args);
            }
        }
        // A hostile file makes the reader throw anything: casts, indexes, sizes. All mean the same to whoever gave it.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure ??= e;
        }

        if (unpacked.IsExceeded)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it unpacks to more than {largest >> 20:N0} MB"));
        }

        return failure is null && build.IsComplete ? build.Write() : throw new InvalidDataException(build.IsStarted ? "the binary log ends before its build does" : Damaged, failure);
    }
}
