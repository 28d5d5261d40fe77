using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Live;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>Machines a test puts there; what is asked of them is written down.</summary>
public sealed class FakeVmApi : IVmApi
{
    public LiveFeed<VmId, VmView> Feed { get; } = new();

    /// <summary>Every verb asked for, in order.</summary>
    public List<(VmId Id, VmVerb Verb)> Asked { get; } = [];

    /// <summary>Every machine asked to be created.</summary>
    public List<CreateVmRequest> Created { get; } = [];

    /// <summary>Refuses everything with this, when set.</summary>
    public Error? Refusal { get; set; }

    /// <summary>What <see cref="PlanAsync"/> answers.</summary>
    public VmPlanView Plan { get; set; } = new() { Steps = [], Hosts = [] };

    /// <summary>What <see cref="EventsAsync"/> answers.</summary>
    public ImmutableArray<VmEventView> Events { get; set; } = [];

    /// <summary>What <see cref="ConsoleLogAsync"/> answers.</summary>
    public string Log { get; set; } = string.Empty;

    public Task<Error?> WhyNotAsync(Caller caller, VmId id, Permission permission, CancellationToken cancellationToken) => Task.FromResult(Refusal);

    public void Put(VmView vm) => Feed.Put(vm.Id, vm);

    public Task<Result<VmPage>> ListAsync(Caller caller, VmQuery query, CancellationToken cancellationToken)
        => Answer(() => new VmPage([.. Feed.Snapshot().OrderBy(vm => vm.Name, StringComparer.Ordinal).Take(query.Limit)], null));

    public Task<Result<VmView>> GetAsync(Caller caller, VmId id, CancellationToken cancellationToken)
        => Task.FromResult(Feed.Find(id) is { } vm ? (Result<VmView>)vm : NotFound());

    public Task<Result<VmPlanView>> PlanAsync(Caller caller, CreateVmRequest request, CancellationToken cancellationToken) => Answer(() => Plan);

    public Task<Result<OperationView>> CreateAsync(Caller caller, CreateVmRequest request, string? idempotencyKey, CancellationToken cancellationToken)
        => Answer(() =>
        {
            Created.Add(request);
            return Some.Operation("vm.create", "Create machine", new("vm", Guid.CreateVersion7(), request.Name ?? string.Empty));
        });

    public Task<Result<VmView>> EditAsync(Caller caller, VmId id, EditVmRequest request, CancellationToken cancellationToken)
    {
        if (Refusal is not null || Feed.Find(id) is not { } vm)
        {
            return Task.FromResult<Result<VmView>>(Refusal ?? NotFound());
        }

        vm = vm with { Name = request.Name ?? vm.Name, Description = request.Description ?? vm.Description, Tags = request.Tags ?? vm.Tags, Generation = vm.Generation + 1 };
        Put(vm);
        return Task.FromResult<Result<VmView>>(vm);
    }

    public Task<Result<OperationView>> DoAsync(Caller caller, VmId id, VmVerb verb, int? graceSeconds, string? idempotencyKey, CancellationToken cancellationToken)
        => Answer(() =>
        {
            Asked.Add((id, verb));
            return Some.Operation("vm." + verb, verb + " machine", new("vm", id.Value, Feed.Find(id)?.Name ?? string.Empty));
        });

    /// <summary>What was asked to be deleted, and what to do while a host is away.</summary>
    public List<(VmId Id, WhenAway WhenAway)> Deleted { get; } = [];

    /// <summary>Orphans asked to be adopted, with the name they were to get.</summary>
    public List<(VmId Id, string? Name)> Adopted { get; } = [];

    /// <summary>Orphans asked to be removed.</summary>
    public List<VmId> OrphansRemoved { get; } = [];

    public LiveFeed<OrphanKey, OrphanView> Orphans { get; } = new();

    public void Put(OrphanView orphan) => Orphans.Put(new OrphanKey(orphan.HostId, orphan.Id), orphan);

    public Task<Result<OperationView>> DeleteAsync(Caller caller, VmId id, WhenAway whenAway, string? idempotencyKey, CancellationToken cancellationToken)
        => Answer(() =>
        {
            Asked.Add((id, VmVerb.Delete));
            Deleted.Add((id, whenAway));
            return Some.Operation("vm.delete", "Delete machine", new("vm", id.Value, Feed.Find(id)?.Name ?? string.Empty));
        });

    public Task<Result<ImmutableArray<OrphanView>>> OrphansAsync(Caller caller, HostId host, CancellationToken cancellationToken) => Answer(() => Orphans.Snapshot().ToImmutableArray());

    public Task<Result<OperationView>> AdoptAsync(Caller caller, HostId host, VmId id, string? name, CancellationToken cancellationToken)
        => Answer(() =>
        {
            Adopted.Add((id, name));
            return Some.Operation("vm.adopt", "Adopt machine", new("vm", id.Value, name ?? string.Empty));
        });

    public Task<Result<OperationView>> RemoveOrphanAsync(Caller caller, HostId host, VmId id, CancellationToken cancellationToken)
        => Answer(() =>
        {
            OrphansRemoved.Add(id);
            return Some.Operation("vm.removeOrphan", "Remove unknown machine", new("vm", id.Value, string.Empty));
        });

    public Task<Result<ExecResult>> ExecAsync(Caller caller, VmId id, ExecRequest request, CancellationToken cancellationToken)
        => Task.FromResult<Result<ExecResult>>(NotFound());

    public Task<Result<string>> ConsoleLogAsync(Caller caller, VmId id, int maxBytes, CancellationToken cancellationToken) => Answer(() => Log);

    public Task<Result<ImmutableArray<VmEventView>>> EventsAsync(Caller caller, VmId id, int limit, CancellationToken cancellationToken) => Answer(() => Events);

    public Task<Result<VmView>> SettleAsync(Caller caller, VmId id, bool keepAgents, CancellationToken cancellationToken) => GetAsync(caller, id, cancellationToken);

    private static Error NotFound() => new(ErrorKind.NotFound, "vm-not-found", "There is no such machine.");

    private Task<Result<T>> Answer<T>(Func<T> value) => Task.FromResult(Refusal is { } refusal ? refusal : (Result<T>)value());

    public Task NoteAsync(Caller caller, VmId id, string kind, string text, CancellationToken cancellationToken) => Task.CompletedTask;
}
