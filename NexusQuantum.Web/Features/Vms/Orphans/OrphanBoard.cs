using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Features.Vms.Orphans;

/// <summary>
/// Finds VMs that agents hold and no row is about. What the watches say is only a hint, since another replica may have written the
/// row a moment ago: 1. ids without a row in memory are noted; 2. the database is asked; 3. what is left is asked of its agent, whole
/// with its wish; 4. it is shown. Bounded by what the agents hold.
/// </summary>
internal sealed partial class OrphanBoard(VmBoard board, AgentDirectory directory, AgentClients clients, IDbContextFactory<NexusDb> databases, TimeProvider time, ILogger<OrphanBoard> log) : BackgroundService, IAgentListener
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(200);
    private readonly Lock _gate = new();
    private readonly Dictionary<OrphanKey, Found> _found = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>What was learned of one.</summary>
    /// <param name="Epoch">The agent's.</param>
    /// <param name="Report">The newest heard; null when only its id is known.</param>
    /// <param name="Checked">The version that was shown last; below the report's there is something to do.</param>
    private sealed record Found(string Epoch, VmReport? Report, long Checked = -1)
    {
        public bool IsNew => Report is null || Report.Version > Checked;
    }

    public LiveFeed<OrphanKey, OrphanView> Feed { get; } = new();

    public Result<ImmutableArray<OrphanView>> Of(HostId host)
        => directory.Find(host) is null
            ? AgentErrors.UnknownHost
            : Feed.Snapshot().Where(orphan => orphan.HostId == host).OrderBy(orphan => orphan.Called, StringComparer.Ordinal).ToImmutableArray();

    /// <summary>Its picture, the epoch it was heard in, and its host; null when it is no orphan.</summary>
    public (OrphanView View, string Epoch, KnownHost Host)? Find(OrphanKey key)
    {
        lock (_gate)
        {
            return Feed.Find(key) is { } view && _found.TryGetValue(key, out var found) && directory.Find(key.Host) is { } host ? (view, found.Epoch, host) : null;
        }
    }

    public void Drop(OrphanKey key)
    {
        lock (_gate)
        {
            _found.Remove(key);
        }

        Feed.Remove(key);
    }

    /// <summary>A row was removed whose VM may still lie on its host: looked at as soon as the host can be asked.</summary>
    public void Suspect(OrphanKey key)
    {
        lock (_gate)
        {
            _found.TryAdd(key, new Found("", null));
        }

        _wake.Writer.TryWrite(true);
    }

    // 1.
    public void OnReport(HostId host, string epoch, VmReport report)
    {
        var key = new OrphanKey(host, report.Id);
        if (Known(key))
        {
            Drop(key);
            return;
        }

        lock (_gate)
        {
            _found[key] = new Found(epoch, report, _found.TryGetValue(key, out var before) && before.Epoch == epoch ? before.Checked : -1);
        }

        _wake.Writer.TryWrite(true);
    }

    public void OnRemoved(HostId host, string epoch, VmRemoved removed) => Drop(new OrphanKey(host, removed.Id));

    // A resumed watch reports only what changed, but says every id: one whose row was removed meanwhile is found here.
    public void OnSynced(HostId host, string epoch, WatchSynced synced)
    {
        var held = synced.Vms.Select(id => new OrphanKey(host, id)).ToHashSet();
        List<OrphanKey> gone;
        lock (_gate)
        {
            gone = [.. _found.Keys.Where(key => key.Host == host && !held.Contains(key))];
            foreach (var key in held.Where(key => !_found.ContainsKey(key) && !Known(key)))
            {
                _found[key] = new Found(epoch, null);
            }
        }

        gone.ForEach(Drop);
        _wake.Writer.TryWrite(true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _wake.Reader.WaitToReadAsync(stoppingToken))
        {
            _wake.Reader.TryRead(out _);
            await Task.Delay(Breath, time, stoppingToken);
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(log, e);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
                _wake.Writer.TryWrite(true);
            }
        }
    }

    private bool Known(OrphanKey key) => board.Row(key.Vm) is { } row && row.HostId == key.Host;

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        List<(OrphanKey Key, Found Found)> look;
        lock (_gate)
        {
            look = [.. _found.Where(pair => pair.Value.IsNew).Select(pair => (pair.Key, pair.Value))];
        }

        if (look.Count == 0)
        {
            return;
        }

        // 2.
        VmId[] ids = [.. look.Select(entry => entry.Key.Vm).Distinct()];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<VmRow>().AsNoTracking().Where(vm => ids.Contains(vm.Id)).Select(vm => new { vm.Id, vm.HostId }).ToDictionaryAsync(vm => vm.Id, vm => vm.HostId, cancellationToken);
        foreach (var (key, found) in look)
        {
            var elsewhere = rows.TryGetValue(key.Vm, out var owner);
            if (elsewhere && owner == key.Host)
            {
                Drop(key);
                continue;
            }

            await ShowAsync(key, found, elsewhere ? directory.Find(owner)?.Name ?? "another host" : null, cancellationToken);
        }
    }

    private async Task ShowAsync(OrphanKey key, Found found, string? owner, CancellationToken cancellationToken)
    {
        // 3. A host that went away meanwhile is asked at its next catch-up.
        var client = await clients.ForAsync(key.Host, cancellationToken);
        if (!client.Ok)
        {
            return;
        }

        var report = found.Report;
        if (report is null)
        {
            var asked = await client.Value.FindVmAsync(key.Vm, cancellationToken);
            if (!asked.Ok)
            {
                return;
            }

            report = asked.Value;
        }

        var wish = await client.Value.FindWishAsync(key.Vm, cancellationToken);
        // The last words about a machine that was just deleted may come after its row is gone.
        if (wish is { Error.Kind: ErrorKind.Unavailable } || (!wish.Ok && report.State == VmState.Deleting))
        {
            return;
        }

        // 4. Only what is still held: a removal that was heard meanwhile is not undone.
        lock (_gate)
        {
            if (!_found.TryGetValue(key, out var now))
            {
                return;
            }

            _found[key] = now with { Report = now.Report ?? report, Checked = report.Version };
            Feed.Put(key, View(key, report, wish.Value?.Spec, owner));
        }
    }

    private static OrphanView View(OrphanKey key, VmReport report, VmSpec? spec, string? owner) => new()
    {
        Id = key.Vm,
        HostId = key.Host,
        Name = spec?.Name.Value,
        State = report.State,
        StateSince = report.Since,
        Power = report.Power.Target,
        Vcpus = spec?.Vcpus ?? report.RunningVcpus,
        MemoryMiB = spec?.MemoryMiB ?? report.RunningMemoryMiB,
        RootDiskGiB = spec?.RootDiskGiB,
        DiskBytes = report.DiskBytes,
        IpAddresses = report.IpAddresses,
        WhyNotAdopt = owner is not null ? $"The portal has it on {owner}."
            : report.State == VmState.Deleting ? "Its agent is removing it."
            : spec is null ? "Its agent does not tell what it is: the agent is older than this portal, or lost the record."
            : null,
    };

    private static partial class Log
    {
        [LoggerMessage(3121, LogLevel.Warning, "Machines that this portal does not know could not be looked at; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
