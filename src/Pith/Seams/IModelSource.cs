using Pith.Text;

namespace Pith.Seams;

/// <summary>Where models come from: a runtime, or several of them.</summary>
/// <remarks>Implementations are safe for concurrent use; a model that was found is loaded once and shared.</remarks>
public interface IModelSource
{
    /// <summary>What fills the seam <typeparamref name="T"/>, or null.</summary>
    /// <param name="model">Id of the model; null for this source's default for the seam.</param>
    /// <exception cref="ModelFormatException">The model is there but its files can't be used.</exception>
    T? Find<T>(string? model)
        where T : class;

    /// <summary>Id of the model that suits a text of this script best; null for the default.</summary>
    string? ModelFor(Seam seam, Script script);
}

/// <summary>A model's files can't be used: missing, truncated, of another kind, or hostile.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="file">Name of the file, without its folder.</param>
    /// <param name="reason">What is wrong: expected and found.</param>
    /// <param name="inner">What the reader said.</param>
    public ModelFormatException(string file, string reason, Exception? inner = null)
        : base($"{file}: {reason}", inner)
    {
        File = file;
        Reason = reason;
    }

    /// <summary>Name of the file.</summary>
    public string File { get; }

    /// <summary>What is wrong.</summary>
    public string Reason { get; }
}
