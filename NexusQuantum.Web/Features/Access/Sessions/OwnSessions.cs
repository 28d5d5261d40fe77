using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.Sessions;

/// <summary>A person's own sessions.</summary>
internal sealed class OwnSessions(SessionBook book)
{
    public async Task<IReadOnlyList<SessionView>> ReadAsync(Caller caller, CancellationToken cancellationToken)
        => [.. (await book.ListAsync(caller.UserId, cancellationToken)).Select(row => SessionView.Of(row, caller))];

    public async Task<Result<Done>> EndAsync(Caller caller, Guid id, CancellationToken cancellationToken)
        => await book.EndAsync(caller, caller.UserId, id, cancellationToken) ? Done.Value : SessionErrors.NotFound(id);

    /// <summary>All but the one the caller came in by.</summary>
    public Task<int> EndOthersAsync(Caller caller, CancellationToken cancellationToken)
        => book.EndOthersAsync(caller, caller.UserId, caller.Origin is { Kind: "session" } origin ? origin.CredentialId : null, cancellationToken);
}
