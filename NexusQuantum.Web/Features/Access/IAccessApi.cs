using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access;

/// <summary>Accounts and tokens.</summary>
public interface IAccessApi
{
    /// <summary>The projects in which the caller may do something, by name.</summary>
    Task<ImmutableArray<ProjectView>> ProjectsAsync(Caller caller, CancellationToken cancellationToken);

    Task<Result<ImmutableArray<UserView>>> UsersAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>The caller's tokens that still hold, newest first; without their secrets.</summary>
    Task<Result<ImmutableArray<TokenView>>> TokensAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>The same of any account, for those who administer access.</summary>
    Task<Result<ImmutableArray<TokenView>>> TokensOfAsync(Caller caller, Guid account, CancellationToken cancellationToken);

    /// <summary>Makes a token; only this answer holds its secret.</summary>
    Task<Result<NewTokenView>> CreateTokenAsync(Caller caller, NewTokenRequest request, CancellationToken cancellationToken);

    /// <summary>From then on the token is refused.</summary>
    Task<Result<Done>> DeleteTokenAsync(Caller caller, Guid id, CancellationToken cancellationToken);

    /// <summary>The same with a token of any account, for those who administer access.</summary>
    Task<Result<Done>> DeleteTokenOfAsync(Caller caller, Guid account, Guid id, CancellationToken cancellationToken);
}
