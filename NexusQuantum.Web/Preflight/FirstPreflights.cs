using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Preflight;

/// <summary>
/// Checks a host when it has joined, and when its agent came back in another release. It reads only: the disk is measured when
/// somebody asks for it.
/// </summary>
internal sealed partial class FirstPreflights(HostPreflights preflights, AgentDirectory directory, HostLeases leases, IDbContextFactory<NexusDb> databases, ILogger<FirstPreflights> log) : BackgroundService, IAgentListener
{
    // Bounded by nothing but the hosts there are: each is in it once until it was looked at.
    private readonly Channel<HostId> _due = Channel.CreateUnbounded<HostId>(new UnboundedChannelOptions { SingleReader = true });

    public void OnSynced(HostId host, string epoch, WatchSynced synced) => _due.Writer.TryWrite(host);

    public void OnLease(HostId host) => _due.Writer.TryWrite(host);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var id in _due.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                if (leases.Holds(id) && directory.Find(id) is { Reachable: true, Facts: { } facts } && await IsDueAsync(id, facts, stoppingToken)
                    && (await preflights.RunAsync(Caller.System, id, measureStorage: false, stoppingToken)).Error is { Type: not "preflight-unsupported" } error)
                {
                    Log.NotRun(log, id, error.Message);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotRun(log, id, DatabaseOutage.Told(e).Reason);
            }
        }
    }

    private async Task<bool> IsDueAsync(HostId id, HostFacts facts, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<HostRow>().AnyAsync(host => host.Id == id && host.AcceptsUnfit, cancellationToken)
            || (await preflights.ListAsync(id, cancellationToken)).FirstOrDefault()?.Report.Version != facts.AgentVersion;
    }

    private static partial class Log
    {
        [LoggerMessage(2161, LogLevel.Warning, "The preflight of host {Host} was not run: {Reason}")]
        public static partial void NotRun(ILogger logger, HostId host, string reason);
    }
}
