namespace Pith.Cli;

/// <summary>Something the user can put right; the message is one line, with a hint where there is one.</summary>
internal sealed class CommandException(string message, Exception? inner = null) : Exception(message, inner);
