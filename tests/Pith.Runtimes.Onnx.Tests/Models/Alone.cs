namespace Pith.Runtimes.Onnx.Tests.Models;

/// <summary>Tests that look at the process's memory or at how soon something ends: nothing runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public static class Alone;
