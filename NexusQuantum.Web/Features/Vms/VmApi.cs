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
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Vms.Orphans;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Live;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>The room's face: hands each use case to its own class and does the short ones itself.</summary>
internal sealed class VmApi(VmBoard board, VmGate gate, ListVms list, CreateVm create, PlanVm plan, EditVm edit, DoVm act, DeleteVm delete, SettleVm settle, OrphanBoard orphans, AdoptVm adopt, RemoveOrphan removeOrphan, AgentClients clients, AuditTrail trail, RateGate rates, IDbContextFactory<NexusDb> databases, TimeProvider time) : IVmApi
{
    public const int MostLogBytes = 4 * 1024 * 1024;

    public LiveFeed<VmId, VmView> Feed => board.Feed;

    public Task<Result<VmPage>> ListAsync(Caller caller, VmQuery query, CancellationToken cancellationToken) => list.RunAsync(caller, query, cancellationToken);

    public async Task<Result<VmView>> GetAsync(Caller caller, VmId id, CancellationToken cancellationToken)
        => await gate.WhyNotAsync(caller, id, Permission.VmRead, cancellationToken) is { } why ? why
            : await board.RefreshAsync(id, cancellationToken) is { } row && board.View(row).For(caller) is { } view ? view : VmErrors.NotFound;

    public async Task<Result<VmPlanView>> PlanAsync(Caller caller, CreateVmRequest request, CancellationToken cancellationToken)
        => rates.Spend(RateLimits.Create, caller) is { } wait ? wait : await plan.RunAsync(caller, request, cancellationToken);

    public Task<Result<OperationView>> CreateAsync(Caller caller, CreateVmRequest request, string? idempotencyKey, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, new AuditAct(VmKinds.Create, VmKinds.Subject, null, request.Name) { Project = request.ProjectId }, async () => rates.Spend(RateLimits.Create, caller) is { } wait ? wait : await create.RunAsync(caller, request, idempotencyKey, cancellationToken), cancellationToken);

    public Task<Result<VmView>> EditAsync(Caller caller, VmId id, EditVmRequest request, CancellationToken cancellationToken)
        => GuardedAsync(caller, id, VmKinds.Edit, Permission.VmEdit, () => edit.RunAsync(caller, id, request, cancellationToken), cancellationToken);

    public Task<Result<OperationView>> DoAsync(Caller caller, VmId id, VmVerb verb, int? graceSeconds, string? idempotencyKey, CancellationToken cancellationToken)
        => verb == VmVerb.Delete
            ? DeleteAsync(caller, id, WhenAway.Refuse, idempotencyKey, cancellationToken)
            : GuardedAsync(caller, id, VmKinds.Of(verb), VmKinds.Needs(verb), () => act.RunAsync(caller, id, verb, graceSeconds, idempotencyKey, cancellationToken), cancellationToken);

    public Task<Result<OperationView>> DeleteAsync(Caller caller, VmId id, WhenAway whenAway, string? idempotencyKey, CancellationToken cancellationToken)
        => GuardedAsync(caller, id, VmKinds.Delete, Permission.VmDelete, () => delete.RunAsync(caller, id, whenAway, idempotencyKey, cancellationToken), cancellationToken);

    public LiveFeed<OrphanKey, OrphanView> Orphans => orphans.Feed;

    public Task<Result<ImmutableArray<OrphanView>>> OrphansAsync(Caller caller, HostId host, CancellationToken cancellationToken)
        => Task.FromResult(caller.WhyNot(Permission.HostRead) is { } why ? why : orphans.Of(host));

    public Task<Result<OperationView>> AdoptAsync(Caller caller, HostId host, VmId id, string? name, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, Act(VmKinds.Adopt, id), async () => caller.WhyNot(Permission.HostAdminister) is { } why ? why : rates.Spend(RateLimits.Create, caller) is { } wait ? wait : await adopt.RunAsync(caller, new OrphanKey(host, id), name, cancellationToken), cancellationToken);

    public Task<Result<OperationView>> RemoveOrphanAsync(Caller caller, HostId host, VmId id, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, Act(VmKinds.RemoveOrphan, id), async () => caller.WhyNot(Permission.HostAdminister) is { } why ? why : await removeOrphan.RunAsync(caller, new OrphanKey(host, id), cancellationToken), cancellationToken);

    public Task<Result<ExecResult>> ExecAsync(Caller caller, VmId id, ExecRequest request, CancellationToken cancellationToken)
        => GuardedAsync(caller, id, VmKinds.Exec, Permission.VmShell, () => RunInAsync(caller, id, request, cancellationToken), cancellationToken);

    private async Task<Result<ExecResult>> RunInAsync(Caller caller, VmId id, ExecRequest request, CancellationToken cancellationToken)
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

        if (rates.Spend(RateLimits.Exec, caller) is { } wait)
        {
            return wait;
        }

        var client = await ClientAsync(id, cancellationToken);
        if (!client.Ok)
        {
            return client.Error;
        }

        await NoteAsync(caller, id, "exec", $"Ran {Shown(request.Command[0])} by exec.", cancellationToken);
        return await client.Value.ExecAsync(id, request, cancellationToken);
    }

    public async Task<Result<string>> ConsoleLogAsync(Caller caller, VmId id, int maxBytes, CancellationToken cancellationToken)
    {
        if (await gate.WhyNotAsync(caller, id, Permission.VmConsole, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var client = await ClientAsync(id, cancellationToken);
        return client.Ok ? await client.Value.ConsoleLogAsync(id, Math.Clamp(maxBytes, 1, MostLogBytes), cancellationToken) : client.Error;
    }

    public async Task<Result<ImmutableArray<VmEventView>>> EventsAsync(Caller caller, VmId id, int limit, CancellationToken cancellationToken)
    {
        if (await gate.WhyNotAsync(caller, id, Permission.VmRead, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var events = await db.Set<VmEventRow>().AsNoTracking()
            .Where(row => row.VmId == id).OrderByDescending(row => row.Id).Take(Math.Clamp(limit, 1, 1000))
            .Select(row => new VmEventView(row.At, row.Kind, row.Text, row.By))
            .ToListAsync(cancellationToken);
        return events.ToImmutableArray();
    }

    public async Task NoteAsync(Caller caller, VmId id, string kind, string text, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Set<VmRow>().AsNoTracking().Where(vm => vm.Id == id).Select(vm => new { vm.Name, vm.ProjectId }).SingleOrDefaultAsync(cancellationToken) is { } vm)
        {
            db.Add(new VmEventRow { VmId = id, At = time.GetUtcNow(), Kind = kind is "exec" ? "shell" : kind, Text = text, By = caller.Name });
            trail.Add(db, caller, Act("vm." + kind, id) with { SubjectName = vm.Name, Project = vm.ProjectId, Note = text });
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    public async Task<Error?> WhyNotAsync(Caller caller, VmId id, Permission permission, CancellationToken cancellationToken) => await gate.WhyNotAsync(caller, id, permission, cancellationToken);

    public Task<Result<VmView>> SettleAsync(Caller caller, VmId id, bool keepAgents, CancellationToken cancellationToken)
        => GuardedAsync(caller, id, VmKinds.Settle, Permission.VmEdit, () => settle.RunAsync(caller, id, keepAgents, cancellationToken), cancellationToken);

    /// <summary>Asks the gate, then does it; what is refused is written down.</summary>
    private Task<Result<T>> GuardedAsync<T>(Caller caller, VmId id, string action, Permission needed, Func<Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        // Its name and project only for who may see it: the audit of a try must not tell either.
        var seen = board.Row(id) is { } row && caller.Rights.May(Permission.VmRead, row.ProjectId) ? row : null;
        return trail.WatchAsync(
            caller,
            Act(action, id) with { SubjectName = seen?.Name, Project = seen?.ProjectId },
            async () => await gate.WhyNotAsync(caller, id, needed, cancellationToken) is { } why ? why : await work(),
            cancellationToken);
    }

    private static AuditAct Act(string action, VmId id) => new(action, VmKinds.Subject, id.ToString());

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
