using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace Pith.Runtimes.Onnx;

/// <summary>Keeps ONNX Runtime's own reporting off: since 1.29 its packages write a device id into the user's home and send events.</summary>
internal static class OnnxTelemetry
{
    private const string Switch = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<bool> s_off = new(Disable);

    /// <summary>To be called before anything else of ONNX Runtime: it reads the switch once, when its environment is made.</summary>
    internal static void TurnOff() => _ = s_off.Value;

    private static bool Disable()
    {
        // Whoever has set the switch, to whatever, has decided.
        if (Environment.GetEnvironmentVariable(Switch) is not null)
        {
            return false;
        }

        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(Switch, "1");
        }
        else
        {
            // .NET keeps a copy of the environment that native code does not see.
            _ = SetEnvironment(Encoding.ASCII.GetBytes(Switch + "\0"), Encoding.ASCII.GetBytes("1\0"), overwrite: 0);
        }

        // Windows reports through the system's tracing, which the switch does not cover.
        OrtEnv.Instance().DisableTelemetryEvents();
        return true;
    }

    [DllImport("libc", EntryPoint = "setenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEnvironment(byte[] name, byte[] value, int overwrite);
}
