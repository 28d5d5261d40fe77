using System.Net;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Throttle;

namespace NexusQuantum.Web.Features.Access;

/// <summary>What the audit is told about ways to come in. One insert each, after the proof was computed; guessing does not flood it: see <see cref="PauseNotes"/>.</summary>
internal sealed class AccessAudit(AuditTrail trail, PauseNotes pauses, Seal seal)
{
    /// <summary>What opens a session, or a token by <c>POST /v1/login</c>.</summary>
    public const string SignIn = "session.open";

    public const string SecondStep = "session.second-step";

    /// <summary>An account that proves itself, or tries to, before there is a session.</summary>
    public static Caller Stranger(Account? account, string? given, IPAddress? source)
        => new(account?.Id ?? Guid.Empty, account?.UserName ?? Shown(given)) { Origin = new CallerOrigin("none", null, source?.ToString()) };

    /// <summary>Somebody who wanted to come in and was told no.</summary>
    public Task RefusedAsync(Caller who, string action, IPAddress? source, Error error, string? note, CancellationToken cancellationToken)
        => RefusedAsync(who, new AuditAct(action, "account", who.AccountId?.ToString("D"), who.Name) { Note = note }, source, error, cancellationToken);

    /// <summary>A refusal; of pauses only the first of a minute is written.</summary>
    public async Task RefusedAsync(Caller who, AuditAct act, IPAddress? source, Error error, CancellationToken cancellationToken)
    {
        if (error.Kind != ErrorKind.TooMany || IsFirst(act.Action, who, source))
        {
            await trail.RefusedAsync(who, act, error, cancellationToken);
        }
    }

    /// <summary>A refusal that costs whoever asks nothing, so that nothing else bounds it.</summary>
    public Task RefusedOnceAsync(Caller who, string action, IPAddress? source, Error error, CancellationToken cancellationToken)
        => IsFirst(action, who, source) ? RefusedAsync(who, action, source, error, null, cancellationToken) : Task.CompletedTask;

    /// <summary>People type passwords into the field for the name: what no name looks like is not kept.</summary>
    private static string Shown(string? given)
        => given is { Length: > 0 and <= 64 } && given.All(letter => AccessSlice.NameLetters.Contains(letter, StringComparison.Ordinal)) ? given : "(no user name)";

    private bool IsFirst(string action, Caller who, IPAddress? source)
        => pauses.IsFirst(TryKeys.Of(seal, action, who.AccountId?.ToString("D") ?? who.Name, source));
}
