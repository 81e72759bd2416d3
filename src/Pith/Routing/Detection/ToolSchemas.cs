using System.Text;
using System.Text.Json;

namespace Pith.Routing.Detection;

/// <summary>Definitions of tools as OpenAI, Anthropic and MCP write them.</summary>
internal static class ToolSchemas
{
    private const int Longest = 2_000_000;
    private const int MostLooked = 16;

    private static readonly string[] s_lists = ["tools", "functions"];

    private static readonly string[] s_wraps = ["function", "tool", "toolSpec"];

    private static readonly string[] s_parameters = ["parameters", "input_schema", "inputSchema", "args_schema"];

    internal static ContentDetection? Detect(ReadOnlySpan<char> json)
    {
        if (json.Length > Longest || !json.Contains("\"name\"", StringComparison.Ordinal) || !MentionsParameters(json))
        {
            return null;
        }

        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(json)];
        Encoding.UTF8.GetBytes(json, bytes);
        using JsonDocument document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = JsonText.MaxDepth });
        JsonElement root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Object)
        {
            if (IsTool(root))
            {
                return Found("one definition of a tool");
            }

            root = root.TryGetProperty("result", out JsonElement result) && result.ValueKind == JsonValueKind.Object ? result : root;
            foreach (string list in s_lists)
            {
                // A request that has messages too is more than its tools.
                if (root.TryGetProperty(list, out JsonElement tools) && !root.TryGetProperty("messages", out _) && IsList(tools))
                {
                    return Found("a list of tools");
                }
            }

            return null;
        }

        return IsList(root) ? Found("a list of tools") : null;
    }

    private static bool MentionsParameters(ReadOnlySpan<char> json)
    {
        foreach (string name in s_parameters)
        {
            if (json.Contains(name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsList(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            return false;
        }

        int tools = 0, looked = 0;
        foreach (JsonElement element in list.EnumerateArray().Take(MostLooked))
        {
            looked++;
            tools += IsTool(element) ? 1 : 0;
        }

        return tools * 5 >= looked * 4;
    }

    private static bool IsTool(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (string wrap in s_wraps)
        {
            if (element.TryGetProperty(wrap, out JsonElement inner) && inner.ValueKind == JsonValueKind.Object)
            {
                element = inner;
                break;
            }
        }

        if (!element.TryGetProperty("name", out JsonElement name) || name.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        foreach (string property in s_parameters)
        {
            if (element.TryGetProperty(property, out JsonElement schema) && schema.ValueKind == JsonValueKind.Object
                && (schema.TryGetProperty("properties", out _) || schema.TryGetProperty("type", out _) || schema.TryGetProperty("json", out _)))
            {
                return true;
            }
        }

        return false;
    }

    private static ContentDetection Found(string reason) => new(ContentKind.ToolSchema, 0.99, reason);
}
