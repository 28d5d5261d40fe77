using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Tokens;

namespace NexusQuantum.Web.Features.Access.Sessions;

/// <summary>A person's own sessions. A token that may only read must not throw its owner out.</summary>
internal sealed class OwnSessions(SessionBook book, AuditTrail trail, IDbContextFactory<NexusDb> databases)
{
    public async Task<IReadOnlyList<SessionView>> ReadAsync(Caller caller, CancellationToken cancellationToken)
        => [.. (await book.ListAsync(caller.UserId, cancellationToken)).Select(row => SessionView.Of(row, caller))];

    public Task<Result<Done>> EndAsync(Caller caller, Guid id, CancellationToken cancellationToken)
        => trail.WatchAsync<Done>(caller, new AuditAct("session.end", "session", id.ToString("D")), async ()
            => await WhyNotAsync(caller, cancellationToken) is { } limited ? limited
                : await book.EndAsync(caller, caller.UserId, id, cancellationToken) ? Done.Value : SessionErrors.NotFound(id), cancellationToken);

    /// <summary>All but the one the caller came in by; how many.</summary>
    public Task<Result<int>> EndOthersAsync(Caller caller, CancellationToken cancellationToken)
        => trail.WatchAsync<int>(caller, new AuditAct("session.end", "account", caller.UserId.ToString("D")), async ()
            => await WhyNotAsync(caller, cancellationToken) is { } limited ? limited
                : await book.EndOthersAsync(caller, caller.UserId, caller.Origin is { Kind: "session" } origin ? origin.CredentialId : null, cancellationToken), cancellationToken);

    private async Task<Error?> WhyNotAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await TokenLimits.WhyNotAsync(db, caller, cancellationToken);
    }
}
