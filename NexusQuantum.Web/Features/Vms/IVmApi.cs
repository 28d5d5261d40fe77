using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Live;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// Everything that can be done with VMs: the one room behind both doors, pages and endpoints. An interface because component
/// tests stand before it with a fake.
/// </summary>
public interface IVmApi
{
    /// <summary>All VMs, live.</summary>
    LiveFeed<VmId, VmView> Feed { get; }

    Task<Result<VmPage>> ListAsync(Caller caller, VmQuery query, CancellationToken cancellationToken);

    Task<Result<VmView>> GetAsync(Caller caller, VmId id, CancellationToken cancellationToken);

    /// <summary>What <see cref="CreateAsync"/> would do, without doing it.</summary>
    Task<Result<VmPlanView>> PlanAsync(Caller caller, CreateVmRequest request, CancellationToken cancellationToken);

    Task<Result<OperationView>> CreateAsync(Caller caller, CreateVmRequest request, string? idempotencyKey, CancellationToken cancellationToken);

    Task<Result<VmView>> EditAsync(Caller caller, VmId id, EditVmRequest request, CancellationToken cancellationToken);

    /// <summary>Every verb; delete is refused while its host is away. <paramref name="graceSeconds"/> counts for stop and restart.</summary>
    Task<Result<OperationView>> DoAsync(Caller caller, VmId id, VmVerb verb, int? graceSeconds, string? idempotencyKey, CancellationToken cancellationToken);

    Task<Result<OperationView>> DeleteAsync(Caller caller, VmId id, WhenAway whenAway, string? idempotencyKey, CancellationToken cancellationToken);

    /// <summary>VMs that agents hold and this portal does not know, live.</summary>
    LiveFeed<OrphanKey, OrphanView> Orphans { get; }

    Task<Result<ImmutableArray<OrphanView>>> OrphansAsync(Caller caller, HostId host, CancellationToken cancellationToken);

    /// <summary>Takes an orphan as a machine of this portal, with what its agent holds as the wish; under another name when given.</summary>
    Task<Result<OperationView>> AdoptAsync(Caller caller, HostId host, VmId id, string? name, CancellationToken cancellationToken);

    /// <summary>Has an orphan's host remove it; there is no way back.</summary>
    Task<Result<OperationView>> RemoveOrphanAsync(Caller caller, HostId host, VmId id, CancellationToken cancellationToken);

    Task<Result<ExecResult>> ExecAsync(Caller caller, VmId id, ExecRequest request, CancellationToken cancellationToken);

    /// <summary>The newest part of the serial log, at most <paramref name="maxBytes"/>.</summary>
    Task<Result<string>> ConsoleLogAsync(Caller caller, VmId id, int maxBytes, CancellationToken cancellationToken);

    Task<Result<ImmutableArray<VmEventView>>> EventsAsync(Caller caller, VmId id, int limit, CancellationToken cancellationToken);

    /// <summary>Why the caller may not do this to a VM: not found when it may not be seen; null when they may. For other features that act on VMs.</summary>
    Task<Error?> WhyNotAsync(Caller caller, VmId id, Permission permission, CancellationToken cancellationToken);

    /// <summary>Notes something in a VM's history that another feature saw (a console or shell that was opened).</summary>
    Task NoteAsync(Caller caller, VmId id, string kind, string text, CancellationToken cancellationToken);

    /// <summary>For a diverged VM: take the agent's wish, or send ours again above the agent's generation.</summary>
    Task<Result<VmView>> SettleAsync(Caller caller, VmId id, bool keepAgents, CancellationToken cancellationToken);
}
