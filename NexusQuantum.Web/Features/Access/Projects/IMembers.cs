using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.Projects;

/// <summary>Who has which role in a project, for those who administer it.</summary>
internal interface IMembers
{
    Task<Result<ImmutableArray<MemberView>>> ListAsync(Caller caller, ProjectId project, CancellationToken cancellationToken);

    Task<Result<MemberView>> AddAsync(Caller caller, ProjectId project, MemberRequest request, CancellationToken cancellationToken);

    /// <summary>Takes a role of this project away again.</summary>
    Task<Result<Done>> RemoveAsync(Caller caller, ProjectId project, Guid id, CancellationToken cancellationToken);
}
