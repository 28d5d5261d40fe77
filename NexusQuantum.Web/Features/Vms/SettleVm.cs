using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>An operator chooses between the agent's newer wish and ours, after a database was restored.</summary>
internal sealed class SettleVm(IDbContextFactory<NexusDb> databases, VmBoard board, VmReports reports, AuditTrail trail, TimeProvider time)
{
    public async Task<Result<VmView>> RunAsync(Caller caller, VmId id, bool keepAgents, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.Set<VmRow>().FromSql($"SELECT * FROM vms WHERE id = {id.Value} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return VmErrors.NotFound;
        }

        var report = (board.Fact(id) ?? VmFact.Of(row))?.Report;
        if (report is null || report.Generation <= row.Generation)
        {
            return VmErrors.NotDiverged;
        }

        if (keepAgents)
        {
            // Its power wish is in every report. Its spec is not: what differs there is told again with the next edit.
            (row.Generation, row.Target, row.Boots, row.Resets, row.GraceSeconds) = (report.Generation, report.Power.Target, report.Power.Boots, report.Power.Resets, report.Power.GraceSeconds);
        }
        else
        {
            row.Generation = report.Generation + 1;
            (row.Boots, row.Resets) = (Math.Max(row.Boots, report.Power.Boots), Math.Max(row.Resets, report.Power.Resets));
        }

        trail.Add(db, caller, new AuditAct(VmKinds.Settle, VmKinds.Subject, id.ToString(), row.Name) { Project = row.ProjectId, Note = keepAgents ? "Took the agent's wish." : "Sent the portal's wish again." });
        db.Add(new VmEventRow { VmId = id, At = time.GetUtcNow(), Kind = "edited", Text = keepAgents ? "Took the agent's wish." : "Sent the portal's wish again.", By = caller.Name });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        board.Put(row);
        if (!keepAgents)
        {
            reports.Tell(id);
        }

        return board.View(row);
    }
}
