using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Preflight;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>Whether a host meets the requirements: read, checked again, and waived where somebody answers for it.</summary>
internal sealed class HostFitness(HostPreflights preflights, AgentDirectory directory, AuditTrail trail, RateGate rates)
{
    public async Task<Result<PreflightView>> ReadAsync(Caller caller, HostId id, Guid? run, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.HostRead) is { } refusal)
        {
            return refusal;
        }

        if (directory.Find(id) is null)
        {
            return HostErrors.NotFound;
        }

        var runs = await preflights.ListAsync(id, cancellationToken);
        if (runs.Count == 0)
        {
            return PreflightErrors.NotRun;
        }

        var at = run is { } wanted ? runs.FindIndex(one => one.Id == wanted) : 0;
        return at < 0 ? PreflightErrors.NoSuchRun : View(runs, at, await preflights.WaiversAsync(id, cancellationToken));
    }

    public Task<Result<PreflightView>> CheckAsync(Caller caller, HostId id, CheckHostRequest request, CancellationToken cancellationToken)
        => ChangeAsync(caller, id, "host.check", async () =>
        {
            if (rates.Spend(RateLimits.Preflight, caller) is { } wait)
            {
                return wait;
            }

            var run = await preflights.RunAsync(caller, id, request.MeasureStorage, cancellationToken);
            return run.Ok ? Done.Value : run.Error;
        }, cancellationToken);

    public Task<Result<PreflightView>> WaiveAsync(Caller caller, HostId id, string checkId, WaiveCheckRequest request, CancellationToken cancellationToken)
        => ChangeAsync(caller, id, "host.waive", async () =>
        {
            var reason = request.Reason?.Trim() ?? "";
            return reason.Length is 0 or > WaiverRow.MaxReason || reason.Any(char.IsControl)
                ? PreflightErrors.BadReason
                : await preflights.WaiveAsync(caller, id, checkId, reason, cancellationToken);
        }, cancellationToken);

    public Task<Result<PreflightView>> UnwaiveAsync(Caller caller, HostId id, string checkId, CancellationToken cancellationToken)
        => ChangeAsync(caller, id, "host.unwaive", () => preflights.UnwaiveAsync(caller, id, checkId, cancellationToken), cancellationToken);

    private async Task<Result<PreflightView>> ChangeAsync(Caller caller, HostId id, string action, Func<Task<Result<Done>>> change, CancellationToken cancellationToken)
    {
        var done = await trail.WatchAsync(caller, new AuditAct(action, "host", id.ToString(), directory.Find(id)?.Name), async () =>
        {
            if (caller.WhyNot(Permission.HostAdminister) is { } refusal)
            {
                return refusal;
            }

            return directory.Find(id) is null ? HostErrors.NotFound : await change();
        }, cancellationToken);
        return done.Ok ? await ReadAsync(caller, id, null, cancellationToken) : done.Error;
    }

    private static PreflightView View(List<PreflightRow> runs, int at, List<WaiverRow> waivers) => new()
    {
        Id = runs[at].Id,
        At = runs[at].At,
        AskedBy = runs[at].AskedBy,
        Report = runs[at].Report,
        Changes = at + 1 < runs.Count ? CheckChange.Between(runs[at + 1].Report, runs[at].Report) : [],
        Waivers = [.. waivers.Select(waiver => new WaiverView(waiver.CheckId, waiver.Reason, waiver.By, waiver.At))],
        History = [.. runs.Select((one, index) => Glance(one, index + 1 < runs.Count ? runs[index + 1] : null))],
    };

    private static PreflightGlance Glance(PreflightRow run, PreflightRow? before) => new(
        run.Id,
        run.At,
        run.AskedBy,
        run.Report.Count(CheckStatus.Pass),
        run.Report.Count(CheckStatus.Warn),
        run.Report.Count(CheckStatus.Fail),
        before is null ? null : CheckChange.Between(before.Report, run.Report).Length);
}
