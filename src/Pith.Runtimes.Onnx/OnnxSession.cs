using Microsoft.ML.OnnxRuntime;
using Pith.Runtimes.Onnx.Models;
using Pith.Seams;

namespace Pith.Runtimes.Onnx;

/// <summary>Opens and runs sessions the way all of Pith's ONNX models are run.</summary>
internal static class OnnxSession
{
    /// <summary>What of the runtime changes numbers: fixed for every session.</summary>
    internal const string Fingerprint = "ort-all-noskipln-intra1";

    /// <summary>The most bytes of a model's file.</summary>
    internal const long LargestFile = 4L << 30;

    internal static InferenceSession Open(string file)
    {
        string name = Path.GetFileName(file);
        var info = new FileInfo(file);
        if (!info.Exists)
        {
            throw new ModelFormatException(name, "is missing.");
        }

        if (info.Length is 0 or > LargestFile)
        {
            throw new ModelFormatException(name, $"has {info.Length:N0} bytes; a model has between 1 and {LargestFile:N0}.");
        }

        OnnxTelemetry.TurnOff();

        // One thread a run and callers side by side: two callers on one thread each are faster than one on two.
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // The fused kernel takes several times as long as the addition and the normalisation it stands for.
        options.AddSessionConfigEntry("optimization.disable_specified_optimizers", "SkipLayerNormFusion");
        try
        {
            return new InferenceSession(file, options);
        }
        catch (Exception e) when (e is OnnxRuntimeException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(name, $"is not a model that ONNX Runtime can load ({UntrustedText.Shown(e.Message)}).", e);
        }
    }

    internal static IDisposableReadOnlyCollection<OrtValue> Run(InferenceSession session, string file, string[] inputs, Func<string, long[]> input, string output, bool giveBack, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        if (giveBack)
        {
            options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
        }

        using CancellationTokenRegistration registration = cancellationToken.Register(static o => ((RunOptions)o!).Terminate = true, options);
        var values = new OrtValue[inputs.Length];
        try
        {
            for (int i = 0; i < values.Length; i++)
            {
                long[] data = input(inputs[i]);
                values[i] = OrtValue.CreateTensorValueFromMemory(data, [1, data.Length]);
            }

            return session.Run(options, inputs, values, [output]);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OnnxRuntimeException e)
        {
            // The row was checked before, so a graph that fails on it is not what its inputs and outputs promise.
            throw new ModelFormatException(file, $"fails while it runs ({UntrustedText.Shown(e.Message)}).", e);
        }
        finally
        {
            foreach (OrtValue? value in values)
            {
                value?.Dispose();
            }
        }
    }
}
