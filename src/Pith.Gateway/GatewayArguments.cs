using System.Globalization;

namespace Pith.Gateway;

/// <summary>Short options as settings; anything else is a setting by its full name.</summary>
internal static class GatewayArguments
{
    internal const string Help =
        """
        Compresses what is sent to the APIs of large language models, on the way.

        pith-gateway --upstream https://api.openai.com
        OPENAI_BASE_URL=http://localhost:8787/v1 your-program

          --upstream URL     where requests go
          --port N           port on this machine (8787); --urls URL to listen elsewhere
          --config FILE      settings, read again when it changes
          --method ID        method for tool results (auto)
          --rate R           kept / original (0.5)
          --retrieval        offer a tool with which the model asks for what was cut
          --store FILE       SQLite file of originals, forms and the ledger
          --new-key          print a client key and its hash, and stop
          --NAME VALUE       any setting, such as --Pith:Gateway:Limits:BodyBytes 1000000
        """;

    private static readonly Dictionary<string, string> s_settings = new(StringComparer.Ordinal)
    {
        ["--upstream"] = "Pith:Gateway:Routes:default:Upstream",
        ["--method"] = "Pith:Gateway:Routes:default:Method",
        ["--rate"] = "Pith:Gateway:Routes:default:Rate",
        ["--store"] = "Pith:Gateway:Stores:Path",
        ["--config"] = ConfigFile,
        ["--urls"] = "urls",
    };

    internal const string ConfigFile = "config";

    /// <summary>Settings by their full names.</summary>
    /// <exception cref="Configuration.GatewayConfigurationException">An argument is not understood.</exception>
    internal static Dictionary<string, string?> Read(IReadOnlyList<string> arguments)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            if (name == "--retrieval")
            {
                settings["Pith:Gateway:Routes:default:Retrieval"] = "true";
                continue;
            }

            string? value = null;
            if (name.IndexOf('=', StringComparison.Ordinal) is > 0 and int sign)
            {
                (name, value) = (name[..sign], name[(sign + 1)..]);
            }
            else if (i + 1 < arguments.Count)
            {
                value = arguments[++i];
            }

            string? setting = s_settings.TryGetValue(name, out string? known) ? known
                : name == "--port" ? "urls"
                : name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal) ? name[2..]
                : null;
            if (setting is null || value is null)
            {
                throw new Configuration.GatewayConfigurationException([setting is null ? $"'{name}' is no option. Try --help." : $"{name} needs a value."]);
            }

            if (name == "--port")
            {
                if (!ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
                {
                    throw new Configuration.GatewayConfigurationException([$"--port is '{value}'; it must be between 0 and 65535."]);
                }

                value = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
            }

            settings[setting] = value;
        }

        return settings;
    }
}
