using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Features.Access.ServiceAccounts;

/// <summary>
/// Accounts of programs, for those who administer access; and for those who administer a project, the ones whose roles are all in their
/// projects. Of others they are told that there is none.
/// </summary>
public interface IServiceAccounts
{
    Task<Result<ImmutableArray<ServiceAccountView>>> ListAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>What the caller may choose from when making one.</summary>
    Task<Result<GrantChoices>> ChoicesAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Makes one with these roles; the caller answers for it.</summary>
    Task<Result<ServiceAccountView>> CreateAsync(Caller caller, NewServiceAccountRequest request, CancellationToken cancellationToken);

    /// <summary>Lets its tokens rest, or hold again.</summary>
    Task<Result<Done>> SetDisabledAsync(Caller caller, Guid id, bool disabled, CancellationToken cancellationToken);

    /// <summary>It goes, and its tokens with it.</summary>
    Task<Result<Done>> DeleteAsync(Caller caller, Guid id, CancellationToken cancellationToken);

    Task<Result<ImmutableArray<TokenView>>> TokensAsync(Caller caller, Guid id, CancellationToken cancellationToken);

    /// <summary>Makes a token of it, for callers who may do all that it may; only this answer holds its secret.</summary>
    Task<Result<NewTokenView>> CreateTokenAsync(Caller caller, Guid id, NewTokenRequest request, CancellationToken cancellationToken);

    Task<Result<Done>> DeleteTokenAsync(Caller caller, Guid id, Guid tokenId, CancellationToken cancellationToken);
}
