using System.Collections.Immutable;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Vms.Orphans;
using NexusQuantum.Web.Live;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>The room's face: hands each use case to its own class and does the short ones itself.</summary>
internal sealed class VmApi(VmBoard board, ListVms list, CreateVm create, PlanVm plan, EditVm edit, DoVm act, DeleteVm delete, SettleVm settle, OrphanBoard orphans, AdoptVm adopt, RemoveOrphan removeOrphan, AgentClients clients, IDbContextFactory<NexusDb> databases, TimeProvider time) : IVmApi
{
    public const int MostLogBytes = 4 * 1024 * 1024;

    public LiveFeed<VmId, VmView> Feed => board.Feed;

    public Task<Result<VmPage>> ListAsync(Caller caller, VmQuery query, CancellationToken cancellationToken) => list.RunAsync(query, cancellationToken);

    public async Task<Result<VmView>> GetAsync(Caller caller, VmId id, CancellationToken cancellationToken)
        => await board.RefreshAsync(id, cancellationToken) is { } row ? board.View(row) : VmErrors.NotFound;

    public Task<Result<VmPlanView>> PlanAsync(Caller caller, CreateVmRequest request, CancellationToken cancellationToken) => plan.RunAsync(caller, request, cancellationToken);

    public Task<Result<OperationView>> CreateAsync(Caller caller, CreateVmRequest request, string? idempotencyKey, CancellationToken cancellationToken)
        => create.RunAsync(caller, request, idempotencyKey, cancellationToken);

    public Task<Result<VmView>> EditAsync(Caller caller, VmId id, EditVmRequest request, CancellationToken cancellationToken) => edit.RunAsync(caller, id, request, cancellationToken);

    public Task<Result<OperationView>> DoAsync(Caller caller, VmId id, VmVerb verb, int? graceSeconds, string? idempotencyKey, CancellationToken cancellationToken)
        => verb == VmVerb.Delete
            ? delete.RunAsync(caller, id, WhenAway.Refuse, idempotencyKey, cancellationToken)
            : act.RunAsync(caller, id, verb, graceSeconds, idempotencyKey, cancellationToken);

    public Task<Result<OperationView>> DeleteAsync(Caller caller, VmId id, WhenAway whenAway, string? idempotencyKey, CancellationToken cancellationToken)
        => delete.RunAsync(caller, id, whenAway, idempotencyKey, cancellationToken);

    public LiveFeed<OrphanKey, OrphanView> Orphans => orphans.Feed;

    public Task<Result<ImmutableArray<OrphanView>>> OrphansAsync(Caller caller, HostId host, CancellationToken cancellationToken) => Task.FromResult(orphans.Of(host));

    public Task<Result<OperationView>> AdoptAsync(Caller caller, HostId host, VmId id, string? name, CancellationToken cancellationToken)
        => adopt.RunAsync(caller, new OrphanKey(host, id), name, cancellationToken);

    public Task<Result<OperationView>> RemoveOrphanAsync(Caller caller, HostId host, VmId id, CancellationToken cancellationToken)
        => removeOrphan.RunAsync(caller, new OrphanKey(host, id), cancellationToken);

    public async Task<Result<ExecResult>> ExecAsync(Caller caller, VmId id, ExecRequest request, CancellationToken cancellationToken)
    {
        if (request.Command.IsDefaultOrEmpty || request.Command.Length > 128 || request.Command.Any(word => word is null || word.Contains('\0', StringComparison.Ordinal)))
        {
            return VmErrors.BadExec("A command is 1 to 128 words without zero bytes.");
        }

        if (request.Command.Sum(word => Encoding.UTF8.GetByteCount(word)) > 128 * 1024)
        {
            return VmErrors.BadExec("A command has at most 128 KiB.");
        }

        if (request.TimeoutSeconds is < 1 or > 600)
        {
            return VmErrors.BadExec($"A time limit of {request.TimeoutSeconds} s: 1 to 600 are possible.");
        }

        var client = await ClientAsync(id, cancellationToken);
        if (!client.Ok)
        {
            return client.Error;
        }

        await NoteAsync(caller, id, "shell", $"Ran {Shown(request.Command[0])} by exec.", cancellationToken);
        return await client.Value.ExecAsync(id, request, cancellationToken);
    }

    public async Task<Result<string>> ConsoleLogAsync(Caller caller, VmId id, int maxBytes, CancellationToken cancellationToken)
    {
        var client = await ClientAsync(id, cancellationToken);
        return client.Ok ? await client.Value.ConsoleLogAsync(id, Math.Clamp(maxBytes, 1, MostLogBytes), cancellationToken) : client.Error;
    }

    public async Task<Result<ImmutableArray<VmEventView>>> EventsAsync(Caller caller, VmId id, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var events = await db.Set<VmEventRow>().AsNoTracking()
            .Where(row => row.VmId == id).OrderByDescending(row => row.Id).Take(Math.Clamp(limit, 1, 1000))
            .Select(row => new VmEventView(row.At, row.Kind, row.Text, row.By))
            .ToListAsync(cancellationToken);
        return events.Count == 0 && board.Row(id) is null ? VmErrors.NotFound : events.ToImmutableArray();
    }

    public async Task NoteAsync(Caller caller, VmId id, string kind, string text, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO vm_events (vm_id, at, kind, text, by) SELECT id, {time.GetUtcNow()}, {kind}, {text}, {caller.Name} FROM vms WHERE id = {id.Value}", cancellationToken);
    }

    public Task<Result<VmView>> SettleAsync(Caller caller, VmId id, bool keepAgents, CancellationToken cancellationToken) => settle.RunAsync(caller, id, keepAgents, cancellationToken);

    private async Task<Result<AgentClient>> ClientAsync(VmId id, CancellationToken cancellationToken)
    {
        if ((board.Row(id) ?? await board.RefreshAsync(id, cancellationToken)) is not { } row)
        {
            return VmErrors.NotFound;
        }

        // Known to be away, it is not dialled: a page would wait for a network's time-out before it is drawn.
        return board.View(row).Host is { Reachable: false } away ? AgentErrors.Unreachable(away.Name, "it is away") : await clients.ForAsync(row.HostId, cancellationToken);
    }

    // A history line is read on terminals too.
    private static string Shown(string word)
    {
        var clean = new string([.. word.Take(80).Select(c => char.IsControl(c) ? '?' : c)]);
        return word.Length > 80 ? clean + "…" : clean;
    }
}
