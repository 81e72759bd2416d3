using Pith.Blocks;
using Pith.Blocks.Selecting;
using Pith.Seams;
namespace Pith.Methods.Tokens;
/// <summary>x</summary>
public sealed record LlmLingua2Options { internal static LlmLingua2Options From(SettingReader r) => new(); }
/// <summary>x</summary>
public sealed class LlmLingua2(ITokenClassifier c, LlmLingua2Options? o = null) : ExtractiveMethod
{
    /// <summary>x</summary>
    public static MethodInfo Info { get; } = Keep.Info with { Id = "llmlingua-2" };
    /// <inheritdoc/>
    public override MethodInfo Method => Info;
    /// <inheritdoc/>
    protected override ValueTask<UnitScores> ScoreAsync(Document document, CancellationToken cancellationToken) => throw new NotSupportedException(c.Info.Id + o);
}
