using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.Roles;

/// <summary>Roles, for pages.</summary>
internal interface IRoles
{
    /// <summary>The built-in ones; all of them for whoever may give roles somewhere.</summary>
    Task<ImmutableArray<RoleView>> ListAsync(Caller caller, CancellationToken cancellationToken);

    Task<Result<RoleView>> CreateAsync(Caller caller, RoleRequest request, CancellationToken cancellationToken);

    /// <summary>Replaces name, text and permissions, for all who hold it at once.</summary>
    Task<Result<RoleView>> EditAsync(Caller caller, RoleId id, RoleRequest request, CancellationToken cancellationToken);

    Task<Result<Done>> DeleteAsync(Caller caller, RoleId id, CancellationToken cancellationToken);
}
