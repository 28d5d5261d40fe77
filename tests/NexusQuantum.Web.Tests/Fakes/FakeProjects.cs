using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Access.Projects;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>Projects and members a test puts there, and what pages did to them.</summary>
internal sealed class FakeProjects : IProjects, IMembers
{
    public List<ProjectView> Projects { get; } = [];

    public List<MemberView> Members { get; } = [];

    public List<string> Calls { get; } = [];

    /// <summary>Refuses every call with this, when set.</summary>
    public Error? Refusal { get; set; }

    public static ProjectView Project(string name, ProjectQuotas? quotas = null, ProjectUse? use = null)
        => new(ProjectId.New(), name, "Of the tests", quotas ?? new ProjectQuotas(), use ?? ProjectUse.None, [], Some.Now);

    public Task<ImmutableArray<ProjectView>> ListAsync(Caller caller, CancellationToken cancellationToken) => Task.FromResult(Projects.ToImmutableArray());

    public Task<Result<ProjectView>> GetAsync(Caller caller, ProjectId id, CancellationToken cancellationToken)
        => Task.FromResult(Projects.Find(project => project.Id == id) is { } found ? Answer(found) : ProjectErrors.NotFound);

    public Task<Result<ProjectView>> CreateAsync(Caller caller, ProjectRequest request, CancellationToken cancellationToken) => Note($"create {request.Name}", Project(request.Name));

    public Task<Result<ProjectView>> EditAsync(Caller caller, ProjectId id, ProjectRequest request, CancellationToken cancellationToken)
        => Note($"edit {request.Name}, {request.Quotas?.MaxVms} machines, {request.Quotas?.MaxMemoryMiB} MiB", Projects.Single(project => project.Id == id) with { Name = request.Name });

    public Task<Result<Done>> DeleteAsync(Caller caller, ProjectId id, CancellationToken cancellationToken) => Note("delete", Done.Value);

    Task<Result<ImmutableArray<MemberView>>> IMembers.ListAsync(Caller caller, ProjectId project, CancellationToken cancellationToken) => Task.FromResult(Answer(Members.ToImmutableArray()));

    Task<Result<MemberView>> IMembers.AddAsync(Caller caller, ProjectId project, MemberRequest request, CancellationToken cancellationToken)
    {
        var member = new MemberView(Guid.CreateVersion7(), Guid.CreateVersion7(), request.UserName, false, request.RoleId, "operator", null, Some.Now, caller.Name);
        if (Refusal is null)
        {
            Members.Add(member);
        }

        return Note($"add {request.UserName}", member);
    }

    Task<Result<Done>> IMembers.RemoveAsync(Caller caller, ProjectId project, Guid id, CancellationToken cancellationToken)
    {
        Members.RemoveAll(member => member.Id == id);
        return Note("remove", Done.Value);
    }

    private Result<T> Answer<T>(T value) => Refusal is { } refusal ? refusal : value;

    private Task<Result<T>> Note<T>(string what, T value)
    {
        Calls.Add(what);
        return Task.FromResult(Answer(value));
    }
}
