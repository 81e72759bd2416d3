using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pith.Reversal;

namespace Pith.Conversations;

/// <summary>Compresses the texts of a conversation as they enter it, and sends the same bytes for the same text ever after.</summary>
/// <remarks>
/// <para>A text is compressed on the turn on which it is new, before the provider has cached it. What was sent for it is remembered by
/// its content and by its place in the conversation, so that no later turn rewrites a cached prefix, under another policy neither. A
/// text that was left because something failed or took too long is remembered by its place and stays as it is. A text that was sent before this compressor stood in the path is
/// changed only if <see cref="CachePricing.Saving"/> says that it pays.</para>
/// <para>Never fails for a reason of its own: whatever goes wrong leaves texts as they are, with a reason. Safe for concurrent use.</para>
/// </remarks>
public sealed class ConversationCompressor
{
    // Longer questions say no more about what matters, and each is hashed and matched for every text.
    private const int LongestQuestion = 4000;

    private const int MostLiteralRounds = 3;

    // English prose and code run at about four characters a token; it only has to be right within a factor in ratios of itself.
    private const double CharactersPerToken = 4;

    private static readonly TimeSpan s_refresh = TimeSpan.FromMinutes(10);

    private readonly ConversationPolicy _policy;
    private readonly Dictionary<ConversationRule, ICompressor> _compressors = [];
    private readonly HistoryCompaction? _history;
    private readonly IFormStore _forms;
    private readonly IOriginalStore? _originals;
    private readonly TimeProvider _time;

    /// <summary>Makes it.</summary>
    /// <param name="policy">What may be compressed.</param>
    /// <param name="methods">Makes a method by its id, such as <c>id => catalog.Create(id, models)</c>. Called here, once for each rule.</param>
    /// <param name="forms">What was sent before; null to remember in this process.</param>
    /// <param name="originals">Where cuts go, so that they can be asked for; null for markers without handles.</param>
    /// <param name="time">The clock; the system's if null.</param>
    /// <exception cref="CompressionException">A rule names an unknown method.</exception>
    public ConversationCompressor(ConversationPolicy policy, Func<string, ICompressor> methods, IFormStore? forms = null, IOriginalStore? originals = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(methods);
        _policy = policy;
        _forms = forms ?? new MemoryFormStore();
        _originals = originals;
        _time = time ?? TimeProvider.System;
        foreach (ConversationRule rule in policy.Rules.Where(r => !r.Keep))
        {
            _compressors.TryAdd(rule, new GuardedCompressor(rule.Compressor ?? methods(rule.Method)));
        }

        _history = policy.History is { } history ? new HistoryCompaction(history, policy, new GuardedCompressor(methods(history.Method)), originals) : null;
    }

    /// <summary>Says what is to be sent for each text.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public ValueTask<ConversationResult> CompressAsync(Conversation conversation, CancellationToken cancellationToken = default) =>
        SendAsync(conversation, makes: true, cancellationToken);

    /// <summary>Says what is to be sent for each text when nothing new may be compressed: what was sent before stays the same bytes, the rest goes as it is (<see cref="ReasonCode.Busy"/>).</summary>
    /// <remarks>Texts that go as they are stay so on later turns: by then they are part of a cached prefix.</remarks>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public ValueTask<ConversationResult> RecallAsync(Conversation conversation, CancellationToken cancellationToken = default) =>
        SendAsync(conversation, makes: false, cancellationToken);

    private async ValueTask<ConversationResult> SendAsync(Conversation conversation, bool makes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        cancellationToken.ThrowIfCancellationRequested();
        long start = _time.GetTimestamp();
        using var timer = new CancellationTokenSource(_policy.Timeout, _time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        Entry[] entries = Entries(conversation);
        var made = new Dictionary<string, ConversationForm>(StringComparer.Ordinal);
        try
        {
            await RememberAsync(entries, both.Token).ConfigureAwait(false);
            if (!makes)
            {
                LeaveRest(entries, made, ReasonCode.Busy);
            }

            HashSet<Entry> worthwhile = Worthwhile(entries, conversation);
            foreach (Entry entry in entries.Where(e => e.Outcome is null))
            {
                if (entry.Text.Message < conversation.Answered && !worthwhile.Contains(entry))
                {
                    entry.Leave(ReasonCode.OverCost);
                    continue;
                }

                await CompressAsync(entry, made, both.Token, cancellationToken).ConfigureAwait(false);
            }

            if (_history is not null && makes)
            {
                await _history.CompactAsync(entries, made, _time.GetUtcNow(), both.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LeaveRest(entries, made, ReasonCode.TimedOut);
        }
#pragma warning disable CA1031 // A store of somebody else's may fail in any way; the request goes on as it is.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LeaveRest(entries, made, ReasonCode.Fallback);
        }

        await NoteAsync(made, cancellationToken).ConfigureAwait(false);
        return new ConversationResult { Outcomes = [.. entries.Select(e => e.Outcome!)], Elapsed = _time.GetElapsedTime(start) };
    }

    private Entry[] Entries(Conversation conversation)
    {
        int lastUser = conversation.Texts.LastOrDefault(t => t.Role == ConversationRole.User)?.Message ?? -1;
        using var place = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var entries = new Entry[conversation.Texts.Count];
        string question = string.Empty;
        for (int i = 0; i < entries.Length; i++)
        {
            ConversationText text = conversation.Texts[i];
            place.AppendData([(byte)text.Role, text.IsPinned ? (byte)1 : (byte)0]);
            foreach (string? part in (ReadOnlySpan<string?>)[text.Tool, text.Call, text.Text])
            {
                int length = part?.Length ?? -1;
                place.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
                place.AppendData(MemoryMarshal.AsBytes(part.AsSpan()));
            }

            place.GetCurrentHash(hash);
            var entry = new Entry(text, "at:" + Convert.ToHexString(hash));
            entries[i] = entry;
            if (text.Role == ConversationRole.User)
            {
                question = text.Text;
            }

            if (_policy.RuleFor(text, lastUser) is not { } rule)
            {
                entry.Rest = entry.Unchanged(string.Empty, ReasonCode.Protected);
            }
            else if (text.Text.Length < rule.LeastTokens || text.Text.Length == 0)
            {
                // A token is at least a character: so few characters are too few tokens, without counting.
                entry.Rest = entry.Unchanged(rule.Method, ReasonCode.TooShort);
            }
            else
            {
                entry.Rule = rule;
                entry.Request = CompressionRequest.ForText(entry.Inner, rule.Budget) with
                {
                    Segments = [new Segment(entry.Inner) { Role = RoleOf(text.Role) }],
                    Question = QuestionFor(question, text),
                    TokenCounter = _policy.TokenCounter,
                    Protection = _policy.Protection,
                    Originals = _originals,
                };
                entry.Content = ContentKey(entry.Request, rule, entry.IsLiteral);
            }
        }

        return entries;
    }

    private string ContentKey(CompressionRequest request, ConversationRule rule, bool isLiteral) =>
        (isLiteral ? "json:" : "of:") + RequestHash.Of(request, _compressors[rule].Method.Id, rule.LeastTokens.ToString(CultureInfo.InvariantCulture));

    private async ValueTask RememberAsync(Entry[] entries, CancellationToken cancellationToken)
    {
        string[] keys = [.. entries.Select(e => e.Place).Concat(entries.Where(e => e.Content is not null).Select(e => e.Content!)).Distinct()];
        IReadOnlyDictionary<string, ConversationForm> known = keys.Length == 0
            ? new Dictionary<string, ConversationForm>()
            : await _forms.FindAsync(keys, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        var renewed = new Dictionary<string, ConversationForm>(StringComparer.Ordinal);
        foreach (Entry entry in entries)
        {
            string key = entry.Place;
            if (known.TryGetValue(key, out ConversationForm? form) || (entry.Content is not null && known.TryGetValue(key = entry.Content, out form)))
            {
                entry.Outcome = entry.Remembered(form);
                if (form.Cuts.Count > 0 && _time.GetUtcNow() - form.At > s_refresh && await KeepOriginalsAsync(entry.Inner, form, cancellationToken).ConfigureAwait(false))
                {
                    renewed[key] = form with { At = _time.GetUtcNow() };
                }
            }
            else
            {
                entry.Outcome = entry.Rest;
            }
        }

        await NoteAsync(renewed, cancellationToken).ConfigureAwait(false);
    }

    // A form that is sent again holds its handles for longer: what they name must stay as long.
    private async ValueTask<bool> KeepOriginalsAsync(string text, ConversationForm form, CancellationToken cancellationToken)
    {
        if (_originals is null)
        {
            return false;
        }

        try
        {
            string[] cuts = [.. form.Cuts.Where(c => c.Start >= 0 && c.Start < c.End && c.End <= text.Length).Select(c => c.Of(text).ToString()).Distinct(StringComparer.Ordinal)];
            await _originals.StoreAsync(cuts.ToDictionary(c => OriginalId.Of(c), StringComparer.Ordinal), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OriginalStoreException)
        {
            // The prefix is cached as it is: rewriting it would cost more than a handle that answers "expired".
            return false;
        }
    }

    private HashSet<Entry> Worthwhile(Entry[] entries, Conversation conversation)
    {
        var chosen = new HashSet<Entry>();
        double suffix = 0, removable = 0, best = 0;
        var later = new List<Entry>();
        foreach (Entry entry in entries.Where(e => e.Text.Message < conversation.Answered).Reverse())
        {
            suffix += (entry.Outcome?.Text ?? entry.Text.Text).Length / CharactersPerToken;
            if (entry.Outcome is not null || Removable(entry) is not (> 0 and double removed))
            {
                continue;
            }

            removable += removed;
            later.Add(entry);
            if (_policy.Pricing.Saving(suffix, removable, _policy.ExpectedRequests) is var saving && saving > best)
            {
                best = saving;
                chosen.UnionWith(later);
                later.Clear();
            }
        }

        return chosen;
    }

    private static double Removable(Entry entry)
    {
        double tokens = entry.Text.Text.Length / CharactersPerToken;
        return entry.Rule!.Budget.Kind switch
        {
            BudgetKind.Rate => tokens * (1 - entry.Rule.Budget.Value),
            BudgetKind.Tokens => tokens - entry.Rule.Budget.Value,
            _ => 0,
        };
    }

    private async ValueTask CompressAsync(Entry entry, Dictionary<string, ConversationForm> made, CancellationToken token, CancellationToken caller)
    {
        CompressionRequest request = entry.Request!;

        // A text of megabytes takes its time to count, too.
        int tokens = await Task.Run(() => request.TokenCounter.Count(entry.Text.Text), token).WaitAsync(token).ConfigureAwait(false);
        if (tokens < entry.Rule!.LeastTokens)
        {
            entry.Outcome = entry.Unchanged(entry.Rule.Method, ReasonCode.TooShort);
            return;
        }

        ICompressor compressor = _compressors[entry.Rule];
        ConversationForm form;
        bool lasting = true;
        try
        {
            token.ThrowIfCancellationRequested();

            // Off the caller's thread and not waited for beyond the limit: a method that is slow to notice the cancellation must not hold the request.
            (CompressionResult result, string text, int after) = await Task.Run(() => CutAsync(compressor, entry, tokens, token), token).WaitAsync(token).ConfigureAwait(false);
            bool changed = result.Text.Length > 0 && after < tokens && !string.Equals(text, entry.Text.Text, StringComparison.Ordinal);
            form = new ConversationForm
            {
                Text = changed ? text : null,
                Method = compressor.Method.Id,
                Reason = !changed && result.Reason == ReasonCode.None ? ReasonCode.NotShorter : result.Reason,
                TokensBefore = tokens,
                TokensAfter = changed ? after : tokens,
                Cuts = changed ? [.. result.Elisions.Where(e => e.Id is not null).Select(e => e.Span)] : [],
                At = _time.GetUtcNow(),
            };
            lasting = result.Reason is not (ReasonCode.TimedOut or ReasonCode.Fallback or ReasonCode.ModelMissing);
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            form = new ConversationForm { Method = compressor.Method.Id, Reason = ReasonCode.TimedOut, TokensBefore = tokens, TokensAfter = tokens, At = _time.GetUtcNow() };
            lasting = false;
        }

        entry.Outcome = entry.Made(form);
        made[entry.Place] = form;
        if (!lasting)
        {
            return;
        }

        made[entry.Content!] = form;
        if (form.Text is not null)
        {
            // Whoever keeps what was sent gives it back as a text of the conversation: it must not be cut a second time.
            string inner = entry.IsLiteral ? JsonStringLiteral.Read(form.Text)! : form.Text;
            made[ContentKey(request with { Segments = [new Segment(inner) { Role = RoleOf(entry.Text.Role) }] }, entry.Rule, entry.IsLiteral)] =
                form with { Text = null, Reason = ReasonCode.NotShorter, TokensBefore = form.TokensAfter, Cuts = [] };
        }
    }

    // A JSON string is longer by its escapes than what it says: what is over by them is asked for again, smaller.
    private static async Task<(CompressionResult Result, string Text, int Tokens)> CutAsync(ICompressor compressor, Entry entry, int tokens, CancellationToken cancellationToken)
    {
        CompressionRequest request = entry.Request!;
        int limit = request.Budget.LimitFor(tokens) ?? int.MaxValue;
        for (int round = 1; ; round++)
        {
            CompressionResult result = await compressor.CompressAsync(request, cancellationToken).ConfigureAwait(false);
            if (!entry.IsLiteral)
            {
                return (result, result.Text, result.TokensAfter);
            }

            string text = entry.Outer(result.Text);
            int after = request.TokenCounter.Count(text);
            int less = result.TokensAfter - (after - limit);
            if (after <= limit || less < 1 || round == MostLiteralRounds || result.Kind == ResultKind.Original)
            {
                return (result, text, after);
            }

            request = request with { Budget = Budget.Tokens(less) };
        }
    }

    private void LeaveRest(Entry[] entries, Dictionary<string, ConversationForm> made, ReasonCode reason)
    {
        foreach (Entry entry in entries.Where(e => e.Outcome is null))
        {
            if (entry.Rest is { } rest)
            {
                entry.Outcome = rest;
                continue;
            }

            entry.Leave(reason);
            made[entry.Place] = new ConversationForm { Method = entry.Rule!.Method, Reason = reason, TokensBefore = 0, TokensAfter = 0, At = _time.GetUtcNow() };
        }
    }

    private async ValueTask NoteAsync(Dictionary<string, ConversationForm> forms, CancellationToken cancellationToken)
    {
        if (forms.Count == 0)
        {
            return;
        }

        try
        {
            await _forms.StoreAsync(forms, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // What can't be remembered is made again: the methods give the same bytes.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
        }
    }

    private static string? QuestionFor(string question, ConversationText text)
    {
        string whole = string.IsNullOrEmpty(text.Call) ? question : string.Concat(question, "\n", text.Call);
        return string.IsNullOrWhiteSpace(whole) ? null : whole.Length <= LongestQuestion ? whole : whole[^LongestQuestion..];
    }

    private static SegmentRole RoleOf(ConversationRole role) => role switch
    {
        ConversationRole.System => SegmentRole.Instruction,
        ConversationRole.Tool => SegmentRole.ToolOutput,
        _ => SegmentRole.History,
    };

    /// <summary>A text on its way through a call.</summary>
    internal sealed class Entry(ConversationText text, string place)
    {
        private string? _literal;

        internal ConversationText Text { get; } = text;

        /// <summary>What the text says, if it is a JSON string; otherwise the text.</summary>
        internal string Inner => field ??= (_literal = JsonStringLiteral.Read(Text.Text)) ?? Text.Text;

        /// <summary>Whether the text is a JSON string.</summary>
        internal bool IsLiteral => Inner is not null && _literal is not null;

        /// <summary>Key of the text by everything up to it.</summary>
        internal string Place { get; } = place;

        /// <summary>Key of the text by what it is; null if no rule covers it.</summary>
        internal string? Content { get; set; }

        internal ConversationRule? Rule { get; set; }

        internal CompressionRequest? Request { get; set; }

        /// <summary>What becomes of it unless something is remembered; null if it is to be compressed.</summary>
        internal ConversationOutcome? Rest { get; set; }

        internal ConversationOutcome? Outcome { get; set; }

        /// <summary>Another text in the form of this one.</summary>
        internal string Outer(string inner) => IsLiteral ? JsonStringLiteral.Write(inner) : inner;

        internal void Leave(ReasonCode reason) => Outcome = Unchanged(Rule?.Method ?? string.Empty, reason);

        internal ConversationOutcome Unchanged(string method, ReasonCode reason) => new() { Text = Text.Text, IsChanged = false, Method = method, Reason = reason };

        internal ConversationOutcome Remembered(ConversationForm form) => Made(form) with { IsRemembered = true };

        internal ConversationOutcome Made(ConversationForm form) => new()
        {
            Text = form.Text ?? Text.Text,
            IsChanged = form.Text is not null,
            Method = form.Method,
            Reason = form.Reason,
            TokensBefore = form.TokensBefore,
            TokensAfter = form.TokensAfter,
            HasHandles = form.Text is not null && form.Cuts.Count > 0,
        };
    }
}
