using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Pith.Cli.Diagnosis;

/// <summary>What runs here, and on what.</summary>
internal static class MachineChecks
{
    internal static IEnumerable<Check> Run()
    {
        yield return Check.Fine("pith", PithCommandLine.Version);
        yield return Check.Fine("runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}");
        yield return Check.Fine("system", RuntimeInformation.OSDescription);
        yield return Check.Fine("processors", string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount}; {string.Join(", ", Features())}"));
    }

    private static List<string> Features()
    {
        List<(string Name, bool Has)> all =
        [
            ("AVX2", Avx2.IsSupported),
            ("AVX-512", Avx512F.IsSupported),
            ("AVX-VNNI", AvxVnni.IsSupported),
            ("NEON", AdvSimd.IsSupported),
            ("DotProd", Dp.IsSupported),
        ];
        List<string> present = [.. all.Where(f => f.Has).Select(f => f.Name)];
        return present.Count > 0 ? present : ["vector extensions: not told"];
    }
}
