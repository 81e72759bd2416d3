namespace Pith;

/// <summary>What went wrong.</summary>
public enum CompressionError
{
    /// <summary>The method needs a question and the request has none.</summary>
    QuestionMissing,

    /// <summary>The model that the method needs is not there.</summary>
    ModelMissing,

    /// <summary>No method has this id.</summary>
    UnknownMethod,

    /// <summary>The method can't work to this kind of budget.</summary>
    BudgetNotSupported,

    /// <summary>A setting has no such name or an unusable value.</summary>
    InvalidSetting,

    /// <summary>No tokenizer has this name, or its file can't be read.</summary>
    UnknownTokenizer,
}

/// <summary>A request or a setting that can't be carried out. The message says what to do and never contains the prompt's text.</summary>
public sealed class CompressionException : Exception
{
    /// <summary>Makes the exception.</summary>
    public CompressionException(CompressionError code, string message, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
    }

    /// <summary>What went wrong.</summary>
    public CompressionError Code { get; }
}
