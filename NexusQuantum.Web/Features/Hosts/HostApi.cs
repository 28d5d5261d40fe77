using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Live;
using Npgsql;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>The room's face.</summary>
internal sealed class HostApi(HostViews views, AgentDirectory directory, Enrollment enrollment, CertificateRotation rotation, HostFitness fitness, IVmApi vms, AuditTrail trail, RateGate rates, IDbContextFactory<NexusDb> databases, WebOptions options) : IHostApi
{
    public LiveFeed<HostId, HostView> Feed => views.Feed;

    public Task<Result<ImmutableArray<HostView>>> ListAsync(Caller caller, CancellationToken cancellationToken)
        => Task.FromResult<Result<ImmutableArray<HostView>>>(caller.WhyNot(Permission.HostRead) is { } why ? why : directory.Feed.Snapshot().OrderBy(host => host.Name, StringComparer.Ordinal).Select(views.Compose).ToImmutableArray());

    public Task<Result<HostView>> GetAsync(Caller caller, HostId id, CancellationToken cancellationToken)
        => Task.FromResult<Result<HostView>>(caller.WhyNot(Permission.HostRead) is { } why ? why : directory.Find(id) is { } host ? views.Compose(host) : HostErrors.NotFound);

    public Task<Result<HostView>> EditAsync(Caller caller, HostId id, EditHostRequest request, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, Act("host.edit", id, directory.Find(id)?.Name), () => EditItAsync(caller, id, request, cancellationToken), cancellationToken);

    public Task<Result<HostView>> RotateCertificateAsync(Caller caller, HostId id, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, Act("host.certificate", id, directory.Find(id)?.Name), () => RotateItAsync(caller, id, cancellationToken), cancellationToken);

    public Task<Result<Done>> RemoveAsync(Caller caller, HostId id, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, Act("host.remove", id, directory.Find(id)?.Name), () => RemoveItAsync(caller, id, cancellationToken), cancellationToken);

    public Task<Result<JoinTokenView>> CreateJoinTokenAsync(Caller caller, JoinTokenRequest request, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, new AuditAct("host.join-token", "host", request.HostId?.ToString()), () => MakeJoinTokenAsync(caller, request, cancellationToken), cancellationToken);

    public Task<Result<PreflightView>> PreflightAsync(Caller caller, HostId id, Guid? run, CancellationToken cancellationToken) => fitness.ReadAsync(caller, id, run, cancellationToken);

    public Task<Result<PreflightView>> CheckAsync(Caller caller, HostId id, CheckHostRequest request, CancellationToken cancellationToken) => fitness.CheckAsync(caller, id, request, cancellationToken);

    public Task<Result<PreflightView>> WaiveAsync(Caller caller, HostId id, string checkId, WaiveCheckRequest request, CancellationToken cancellationToken) => fitness.WaiveAsync(caller, id, checkId, request, cancellationToken);

    public Task<Result<PreflightView>> UnwaiveAsync(Caller caller, HostId id, string checkId, CancellationToken cancellationToken) => fitness.UnwaiveAsync(caller, id, checkId, cancellationToken);

    private async Task<Result<HostView>> EditItAsync(Caller caller, HostId id, EditHostRequest request, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.HostAdminister) is { } refusal)
        {
            return refusal;
        }

        if (request.Name is { } name && !Enrollment.GoodName(name))
        {
            return HostErrors.BadName;
        }

        var parsed = request.Address is null ? null : HostAddress.Parse(request.Address, caller: null);
        if (parsed is { Ok: false })
        {
            return parsed.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Set<HostRow>().SingleOrDefaultAsync(host => host.Id == id, cancellationToken) is not { } row)
        {
            return HostErrors.NotFound;
        }

        var before = Told(row);
        row.Name = request.Name ?? row.Name;
        row.Address = parsed?.Value ?? row.Address;
        trail.Add(db, caller, Act("host.edit", id, row.Name) with { Before = before, After = Told(row) });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return HostErrors.NameTaken(row.Name);
        }

        directory.Apply(row);
        return await GetAsync(caller, id, cancellationToken);
    }

    private async Task<Result<HostView>> RotateItAsync(Caller caller, HostId id, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.HostAdminister) is { } refusal)
        {
            return refusal;
        }

        var rotated = directory.Find(id) is null ? HostErrors.NotFound : await rotation.RotateAsync(caller, id, cancellationToken);
        return rotated.Ok ? await GetAsync(caller, id, cancellationToken) : rotated.Error;
    }

    private async Task<Result<Done>> RemoveItAsync(Caller caller, HostId id, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.HostAdminister) is { } refusal)
        {
            return refusal;
        }

        if (directory.Find(id) is not { } host)
        {
            return HostErrors.NotFound;
        }

        var listed = vms.Feed.Snapshot().Count(vm => vm.Host.Id == id);
        if (listed > 0)
        {
            return HostErrors.HasVms(host.Name, listed);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The foreign key of its VMs is the last word: one created a moment ago on another replica keeps the host.
        try
        {
            await db.Set<HostRow>().Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken);
            trail.Add(db, caller, Act("host.remove", id, host.Name));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ForeignKeyViolation)
        {
            return HostErrors.HasVms(host.Name, 1);
        }

        directory.Remove(id);
        return Done.Value;
    }

    private async Task<Result<JoinTokenView>> MakeJoinTokenAsync(Caller caller, JoinTokenRequest request, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.HostAdminister) is { } refusal)
        {
            return refusal;
        }

        var again = request.HostId is { } asked ? directory.Find(asked) : null;
        if (request.HostId is not null && again is null)
        {
            return HostErrors.NotFound;
        }

        if (rates.Spend(RateLimits.JoinToken, caller) is { } wait)
        {
            return wait;
        }

        var (token, expiresAt) = await enrollment.CreateTokenAsync(caller, request.AcceptUnfit, cancellationToken, again);
        var text = token.Reveal();
        return new JoinTokenView(text, $"nexus-agent enroll --manager {Manager()} --token {text}", expiresAt);
    }

    private static AuditAct Act(string action, HostId id, string? name) => new(action, "host", id.ToString(), name);

    private static Dictionary<string, string?> Told(HostRow row) => new(StringComparer.Ordinal) { ["name"] = row.Name, ["address"] = row.Address };

    // Where nobody said how this portal is reached, its host name is the best guess that works beyond this machine.
    private string Manager() => (options.Base ?? (System.Net.IPAddress.IsLoopback(options.Bind.Address)
        ? options.LocalAddress
        : new UriBuilder(Uri.UriSchemeHttp, Environment.MachineName, options.Bind.Port).Uri)).AbsoluteUri.TrimEnd('/');
}
