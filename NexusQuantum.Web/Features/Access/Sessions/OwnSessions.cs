using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Tokens;

namespace NexusQuantum.Web.Features.Access.Sessions;

/// <summary>A person's own sessions.</summary>
internal sealed class OwnSessions(SessionBook book, IDbContextFactory<NexusDb> databases)
{
    /// <summary>Why the caller's credential ends no sessions: a token that may only read must not throw its owner out.</summary>
    public async Task<Error?> WhyNotAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await TokenLimits.WhyNotAsync(db, caller, cancellationToken);
    }

    public async Task<IReadOnlyList<SessionView>> ReadAsync(Caller caller, CancellationToken cancellationToken)
        => [.. (await book.ListAsync(caller.UserId, cancellationToken)).Select(row => SessionView.Of(row, caller))];

    public async Task<Result<Done>> EndAsync(Caller caller, Guid id, CancellationToken cancellationToken)
        => await book.EndAsync(caller, caller.UserId, id, cancellationToken) ? Done.Value : SessionErrors.NotFound(id);

    /// <summary>All but the one the caller came in by.</summary>
    public Task<int> EndOthersAsync(Caller caller, CancellationToken cancellationToken)
        => book.EndOthersAsync(caller, caller.UserId, caller.Origin is { Kind: "session" } origin ? origin.CredentialId : null, cancellationToken);
}
