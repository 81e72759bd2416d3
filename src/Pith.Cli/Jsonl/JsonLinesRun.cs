using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using System.Threading.Channels;
using Pith.Cli.Input;
using Pith.Cli.Output;
using Pith.Text;

namespace Pith.Cli.Jsonl;

/// <summary>JSON lines in, JSON lines out, in order, several at a time, with bounded memory.</summary>
internal sealed class JsonLinesRun
{
    private const long MostBytesInWork = 64L << 20;
    private const int MostFieldsNamed = 10;
    private const int MostUnknownRemembered = 100;

    private readonly CompressionSettings _defaults;
    private readonly Compressors _compressors;
    private readonly ConcurrentDictionary<string, bool> _unknown = new(StringComparer.Ordinal);
    private long _before;
    private long _after;
    private int _done;
    private int _overBudget;
    private int _failed;

    private JsonLinesRun(CompressionSettings defaults, Compressors compressors)
    {
        _defaults = defaults;
        _compressors = compressors;
    }

    internal static async Task<int> RunAsync(string[] arguments, string? output, CompressionSettings defaults, Compressors compressors, CommandEnvironment environment, Talk talk, CancellationToken cancellationToken)
    {
        InputFiles inputs = InputFiles.Of(arguments);
        if (inputs.IsCollection || Directory.Exists(output))
        {
            throw new CommandException("--jsonl reads one file or stdin, and writes to stdout or one file.");
        }

        var run = new JsonLinesRun(defaults, compressors);
        using Stream input = Open(inputs.Files[0], environment);
        if (output is null)
        {
            await run.PumpAsync(input, environment.Out, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await OutputFile.WriteAsync(output, (stream, token) => run.PumpAsync(input, stream, token), cancellationToken).ConfigureAwait(false);
        }

        run.Say(talk);
        return run._failed + run._overBudget == 0 ? ExitCode.Ok : ExitCode.ConditionFailed;
    }

    private static Stream Open(InputFile file, CommandEnvironment environment)
    {
        try
        {
            return file.IsStdin ? environment.In : new FileStream(file.Path, FileMode.Open, FileAccess.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file.Name}: {TextInput.ReasonFor(e)}", e);
        }
    }

    // The queue keeps the order; its length and the gate bound what is in memory at once.
    private async Task PumpAsync(Stream input, Stream output, CancellationToken cancellationToken)
    {
        int workers = Environment.ProcessorCount;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var gate = new WorkGate(workers, MostBytesInWork);
        var queue = Channel.CreateBounded<Task<ReadOnlyMemory<byte>>>(new BoundedChannelOptions(4 * workers) { SingleReader = true, SingleWriter = true });
        Task writing = WriteAsync(queue.Reader, output, stop);
        try
        {
            var reader = new JsonLineReader(input);
            while (await reader.ReadAsync(stop.Token).ConfigureAwait(false) is { } line)
            {
                int size = line.Bytes?.Length ?? 0;
                await gate.EnterAsync(size, stop.Token).ConfigureAwait(false);
                Task<ReadOnlyMemory<byte>> work = Task.Run(
                    async () =>
                    {
                        try
                        {
                            return await AnswerAsync(line, stop.Token).ConfigureAwait(false);
                        }
                        finally
                        {
                            gate.Leave(size);
                        }
                    },
                    CancellationToken.None);
                await queue.Writer.WriteAsync(work, stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Either the caller stopped, or writing failed and stopped the reading: awaiting it below throws what happened.
        }
        finally
        {
            queue.Writer.Complete();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await gate.EmptyAsync().ConfigureAwait(false);
        }

        await writing.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task WriteAsync(ChannelReader<Task<ReadOnlyMemory<byte>>> queue, Stream output, CancellationTokenSource stop)
    {
        try
        {
            await foreach (Task<ReadOnlyMemory<byte>> work in queue.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                // Whoever feeds lines one by one and waits for each answer must get it.
                if (!work.IsCompleted)
                {
                    await output.FlushAsync(stop.Token).ConfigureAwait(false);
                }

                await output.WriteAsync(await work.ConfigureAwait(false), stop.Token).ConfigureAwait(false);
            }

            await output.FlushAsync(stop.Token).ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<ReadOnlyMemory<byte>> AnswerAsync(JsonLine line, CancellationToken cancellationToken)
    {
        string? id = null;
        try
        {
            if (line.Bytes is not { } bytes)
            {
                throw new CommandException($"the line has more than {JsonLineReader.LongestLine >> 20} MB.");
            }

            if (!Utf8.IsValid(bytes))
            {
                throw new CommandException($"not valid UTF-8 at byte {DecodedText.InvalidUtf8At(bytes)} of the line.");
            }

            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new CommandException("the line is not a JSON object.");
            }

            id = root.TryGetProperty("id", out JsonElement value) ? value.GetRawText() : null;
            JsonLineRequest asked = JsonLineRequest.Read(root, _defaults);
            Remember(asked.Unknown);
            CompressionRequest request = asked.Settings.RequestFor(asked.Segments);
            CompressionResult result = await _compressors.For(asked.Settings).CompressAsync(request, cancellationToken).ConfigureAwait(false);
            Tally(result);
            return ResultJson.Line(json =>
            {
                WriteId(json, id);
                ResultJson.Write(json, result, request, asked.BySegment);
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The boundary at which one line's failure becomes its answer, so that the other lines go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Interlocked.Increment(ref _failed);
            string message = e switch
            {
                CommandException or CompressionException or Seams.ModelFormatException => e.Message,
                JsonException json => string.Create(CultureInfo.InvariantCulture, $"not valid JSON at byte {json.BytePositionInLine ?? 0} of the line, or nested too deeply."),
                _ => $"internal error ({e.GetType().Name}).",
            };
            return ResultJson.Line(json =>
            {
                json.WriteNumber("line", line.Number);
                WriteId(json, id);
                json.WriteString("status", ResultWords.Error);
                json.WriteString("error", message);
            });
        }
    }

    // As it was spelled: 1.0 stays 1.0, and a number too large for any type stays what it is.
    private static void WriteId(Utf8JsonWriter json, string? id)
    {
        if (id is not null)
        {
            json.WritePropertyName("id");
            json.WriteRawValue(id, skipInputValidation: true);
        }
    }

    private void Remember(IReadOnlyList<string> unknown)
    {
        foreach (string name in unknown)
        {
            if (_unknown.Count < MostUnknownRemembered)
            {
                _unknown.TryAdd(name, true);
            }
        }
    }

    private void Tally(CompressionResult result)
    {
        Interlocked.Increment(ref _done);
        Interlocked.Add(ref _before, result.TokensBefore);
        Interlocked.Add(ref _after, result.TokensAfter);
        if (!result.WithinBudget)
        {
            Interlocked.Increment(ref _overBudget);
        }
    }

    private void Say(Talk talk)
    {
        string lines = _done + _failed == 1 ? "line" : "lines";
        talk.Say(string.Create(CultureInfo.InvariantCulture, $"{_done + _failed:N0} {lines}, {_failed:N0} failed, {_overBudget:N0} over budget; {_before:N0} → {_after:N0} tokens"));
        if (!_unknown.IsEmpty)
        {
            string[] names = [.. _unknown.Keys.Order(StringComparer.Ordinal)];
            talk.Say($"note: fields that mean nothing here: {string.Join(", ", names.Take(MostFieldsNamed))}{(names.Length > MostFieldsNamed ? " …" : string.Empty)}");
        }
    }
}
