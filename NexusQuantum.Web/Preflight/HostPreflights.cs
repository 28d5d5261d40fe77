using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;

namespace NexusQuantum.Web.Preflight;

/// <summary>Runs the checks of hosts, keeps what they said, and settles which hosts take no new VMs.</summary>
internal sealed class HostPreflights(AgentClients clients, AgentDirectory directory, IDbContextFactory<NexusDb> databases, AuditTrail trail, TimeProvider time)
{
    /// <summary>Asks the agent, which takes seconds, and stores its report.</summary>
    public async Task<Result<PreflightRow>> RunAsync(Caller caller, HostId id, bool measureStorage, CancellationToken cancellationToken)
    {
        var client = await clients.ForAsync(id, cancellationToken);
        if (!client.Ok)
        {
            return client.Error;
        }

        var report = await client.Value.PreflightAsync(measureStorage, cancellationToken);
        if (!report.Ok)
        {
            return report.Error.Kind == ErrorKind.NotFound ? PreflightErrors.NotChecked(client.Value.Host.Name) : report.Error;
        }

        var run = new PreflightRow { Id = Guid.CreateVersion7(time.GetUtcNow()), HostId = id, At = time.GetUtcNow(), AskedBy = caller.Name, Report = ReportGuard.Clean(report.Value) };
        var stored = await ChangeAsync(id, run, (db, host, waivers) =>
        {
            db.Add(run);
            host.PreflightAt = run.At;
            if (host.AcceptsUnfit)
            {
                host.AcceptsUnfit = false;
                foreach (var check in run.Report.Stoppers.Where(check => waivers.TrueForAll(waiver => waiver.CheckId != check.Info.Id)))
                {
                    waivers.Add(Waiver(db, caller, host, check, "Accepted when the host joined."));
                }
            }

            return null;
        }, cancellationToken);
        return stored.Ok ? run : stored.Error;
    }

    /// <summary>The newest runs first; empty when none was made.</summary>
    public async Task<List<PreflightRow>> ListAsync(HostId id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<PreflightRow>().AsNoTracking().Where(run => run.HostId == id).OrderByDescending(run => run.Id).Take(PreflightRow.Kept).ToListAsync(cancellationToken);
    }

    public async Task<List<WaiverRow>> WaiversAsync(HostId id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<WaiverRow>().AsNoTracking().Where(waiver => waiver.HostId == id).ToListAsync(cancellationToken);
    }

    /// <summary>Lets a required check fail on this host.</summary>
    public Task<Result<Done>> WaiveAsync(Caller caller, HostId id, string checkId, string reason, CancellationToken cancellationToken)
        => ChangeAsync(id, null, (db, host, waivers) =>
        {
            if (Latest(db, id)?.Report.Stoppers.FirstOrDefault(check => check.Info.Id == checkId) is not { } failing)
            {
                return PreflightErrors.NothingToWaive(checkId);
            }

            if (waivers.Find(waiver => waiver.CheckId == checkId) is { } held)
            {
                (held.Reason, held.By, held.At) = (reason, caller.Name, time.GetUtcNow());
                trail.Add(db, caller, Waived(host, failing, reason));
                return null;
            }

            waivers.Add(Waiver(db, caller, host, failing, reason));
            return null;
        }, cancellationToken);

    /// <summary>Makes a check count again.</summary>
    public Task<Result<Done>> UnwaiveAsync(Caller caller, HostId id, string checkId, CancellationToken cancellationToken)
        => ChangeAsync(id, null, (db, host, waivers) =>
        {
            if (waivers.Find(waiver => waiver.CheckId == checkId) is not { } waived)
            {
                return PreflightErrors.NotWaived;
            }

            db.Remove(waived);
            waivers.Remove(waived);
            trail.Add(db, caller, Act("host.unwaive", host, checkId) with { Before = new Dictionary<string, string?>(StringComparer.Ordinal) { ["reason"] = waived.Reason } });
            return null;
        }, cancellationToken);

    /// <summary>One change under the host's lock, after which it is settled anew whether it takes VMs.</summary>
    private async Task<Result<Done>> ChangeAsync(HostId id, PreflightRow? run, Func<NexusDb, HostRow, List<WaiverRow>, Error?> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Set<HostRow>().FromSql($"SELECT * FROM hosts WHERE id = {id.Value} FOR UPDATE").SingleOrDefaultAsync(cancellationToken) is not { } host)
        {
            return AgentErrors.UnknownHost;
        }

        var waivers = await db.Set<WaiverRow>().Where(waiver => waiver.HostId == id).ToListAsync(cancellationToken);
        if (change(db, host, waivers) is { } refusal)
        {
            return refusal;
        }

        host.Unfit = UnfitHost.WhyNot((run ?? Latest(db, id))?.Report, waivers.Select(waiver => waiver.CheckId));
        await db.SaveChangesAsync(cancellationToken);
        if (run is not null)
        {
            var oldest = await db.Set<PreflightRow>().Where(row => row.HostId == id).OrderByDescending(row => row.Id).Skip(PreflightRow.Kept).Select(row => row.Id).ToListAsync(cancellationToken);
            await db.Set<PreflightRow>().Where(row => oldest.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        directory.Apply(host);
        return Done.Value;
    }

    private static PreflightRow? Latest(NexusDb db, HostId id) => db.Set<PreflightRow>().AsNoTracking().Where(run => run.HostId == id).OrderByDescending(run => run.Id).FirstOrDefault();

    private WaiverRow Waiver(NexusDb db, Caller caller, HostRow host, CheckResult check, string reason)
    {
        var waiver = new WaiverRow { HostId = host.Id, CheckId = check.Info.Id, Reason = reason, By = caller.Name, At = time.GetUtcNow() };
        db.Add(waiver);
        trail.Add(db, caller, Waived(host, check, reason));
        return waiver;
    }

    private static AuditAct Waived(HostRow host, CheckResult check, string reason)
        => Act("host.waive", host, check.Info.Id) with { After = new Dictionary<string, string?>(StringComparer.Ordinal) { ["reason"] = reason, ["found"] = check.Outcome.Message } };

    private static AuditAct Act(string action, HostRow host, string checkId) => new(action, "host", host.Id.ToString(), host.Name) { Note = checkId };
}
