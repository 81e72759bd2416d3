using System.Runtime.InteropServices;
using Pith.Cli;
using Pith.Runtimes.Onnx;

EarlyStart.Begin(args, OnnxRuntime.Default);
using var cancellation = new CancellationTokenSource();

// The first signal lets the command tidy up; a second one ends the process the system's way.
void Cancel(PosixSignalContext context)
{
    if (!cancellation.IsCancellationRequested)
    {
        context.Cancel = true;
        cancellation.Cancel();
    }
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
CommandEnvironment environment = CommandEnvironment.OfProcess(OnnxRuntime.Default);
return await PithCommandLine.RunAsync(args, environment, cancellation.Token).ConfigureAwait(false);
