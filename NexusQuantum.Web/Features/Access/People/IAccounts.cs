using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Features.Access.People;

/// <summary>What administrators do with accounts; pages and endpoints alike.</summary>
internal interface IAccounts
{
    Task<Result<PersonView>> ReadAsync(Caller caller, Guid id, CancellationToken cancellationToken);

    /// <summary>The roles and projects there are, for whoever gives one.</summary>
    Task<Result<GrantChoices>> ChoicesAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Makes an account without a password and a link by which its person sets one.</summary>
    Task<Result<NewLinkView>> InviteAsync(Caller caller, NewPersonRequest request, CancellationToken cancellationToken);

    /// <summary>A new link. What the account signed in by is forgotten, its sessions and tokens end.</summary>
    Task<Result<NewLinkView>> NewLinkAsync(Caller caller, Guid id, CancellationToken cancellationToken);

    Task<Result<Done>> DropLinkAsync(Caller caller, Guid id, CancellationToken cancellationToken);

    Task<Result<Done>> DisableAsync(Caller caller, Guid id, CancellationToken cancellationToken);

    Task<Result<Done>> EnableAsync(Caller caller, Guid id, CancellationToken cancellationToken);

    /// <summary>Deletes it; what it owns passes to <paramref name="heir"/> in the same transaction.</summary>
    Task<Result<Done>> DeleteAsync(Caller caller, Guid id, Guid? heir, CancellationToken cancellationToken);

    Task<Result<GrantView>> GiveRoleAsync(Caller caller, Guid id, RoleId role, ProjectId? project, CancellationToken cancellationToken);

    Task<Result<Done>> TakeRoleAsync(Caller caller, Guid id, Guid grant, CancellationToken cancellationToken);

    Task<Result<Done>> EndSessionAsync(Caller caller, Guid id, Guid session, CancellationToken cancellationToken);

    Task<Result<Done>> EndSessionsAsync(Caller caller, Guid id, CancellationToken cancellationToken);
}
