namespace Pith.Routing;

/// <summary>What a text was taken for, how surely, and why.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Confidence">0–1; 1 where the text was parsed.</param>
/// <param name="Reason">One clause for people: what decided.</param>
/// <param name="Language">For code: its language in lower case (<c>csharp</c>, <c>python</c>, …); otherwise null.</param>
public sealed record ContentDetection(ContentKind Kind, double Confidence, string Reason, string? Language = null);
