using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.Projects;

/// <summary>Projects and their quotas, for pages. A project in which the caller may do nothing does not exist for them.</summary>
internal interface IProjects
{
    /// <summary>The caller's, by name.</summary>
    Task<ImmutableArray<ProjectView>> ListAsync(Caller caller, CancellationToken cancellationToken);

    Task<Result<ProjectView>> GetAsync(Caller caller, ProjectId id, CancellationToken cancellationToken);

    Task<Result<ProjectView>> CreateAsync(Caller caller, ProjectRequest request, CancellationToken cancellationToken);

    /// <summary>Replaces name, description and quotas. A quota below what is taken lets nothing more in, and takes nothing away.</summary>
    Task<Result<ProjectView>> EditAsync(Caller caller, ProjectId id, ProjectRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes an empty project and the roles given in it.</summary>
    Task<Result<Done>> DeleteAsync(Caller caller, ProjectId id, CancellationToken cancellationToken);
}
