namespace Pith.Mcp.Tools;

/// <summary>Something that the calling model can put right; the message says how.</summary>
internal sealed class ToolException(string message) : Exception(message);
