using System.Threading.Channels;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// Applies what agents report: newer only, to the board at once and to the database in batches on a loop of its own. What waits to
/// be stored conflates per VM, so the backlog is bounded by the number of VMs. Also: a VM the agent lost is told as failed, and a
/// wish the agent has not heard (the portal died between commit and call) is sent again.
/// </summary>
internal sealed partial class VmReports(VmBoard board, VmStore store, VmWishes wishes, HostLeases leases, AgentDirectory directory, IOperationApi operations, TimeProvider time, ILogger<VmReports> log) : BackgroundService, IAgentListener
{
    private const int MostAtOnce = 500;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private readonly Dictionary<VmId, VmFact> _unstored = [];
    private readonly List<VmEventRow> _events = [];
    private readonly HashSet<VmId> _stale = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // Full only when an agent hangs; what falls out is found again by the next catch-up.
    private readonly Channel<VmId> _untold = Channel.CreateBounded<VmId>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });

    public void OnReport(HostId host, string epoch, VmReport report)
    {
        var row = board.Row(report.Id);
        // Somebody else's VM in a row of another host: two agents hold it (a copied data directory). Only the one we placed it on counts.
        if (row is not null && row.HostId != host)
        {
            return;
        }

        Note(host, board.Hear(epoch, report));
        if (row is null || report.Generation > row.Generation)
        {
            // Another replica wrote it, or the two diverged: the row tells.
            Later(_stale, report.Id);
        }
        else if (report.Generation < row.Generation && board.Operation(report.Id) is null)
        {
            Tell(report.Id);
        }
    }

    public void OnRemoved(HostId host, string epoch, VmRemoved removed) => board.Forget(removed.Id);

    public void OnSynced(HostId host, string epoch, WatchSynced synced)
    {
        var held = synced.Vms.ToHashSet();
        foreach (var row in board.RowsOf(host).Where(row => !held.Contains(row.Id) && board.Operation(row.Id) is null))
        {
            // Never told to an agent yet: nothing was lost.
            if (board.Fact(row.Id) is not null)
            {
                Lose(host, epoch, synced.Version, row);
            }
        }

        // An unchanged VM is not reported again on a resumed watch, so wishes made while the host was away are looked for here.
        foreach (var row in board.RowsOf(host).Where(row => held.Contains(row.Id) && board.Operation(row.Id) is null && board.Fact(row.Id)?.Report.Generation < row.Generation))
        {
            Tell(row.Id);
        }
    }

    public void OnLease(HostId host)
    {
        foreach (var row in board.RowsOf(host))
        {
            if (board.Fact(row.Id) is { } fact)
            {
                Keep(fact, []);
            }
        }
    }

    /// <summary>A VM that could not be brought to its agent at all: the operation's problem becomes what is shown of it.</summary>
    public void Fail(VmRow row, Problem problem)
    {
        if (board.Fact(row.Id) is null)
        {
            Note(row.HostId, board.Hear("", Synthetic(row, 0, problem)), always: true);
        }
    }

    /// <summary>The wish was changed without an operation: tell the agent.</summary>
    public void Tell(VmId id) => _untold.Writer.TryWrite(id);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Task.WhenAll(FollowHostsAsync(stoppingToken), FollowOperationsAsync(stoppingToken), StoreAsync(stoppingToken), TellAsync(stoppingToken));

    private async Task FollowHostsAsync(CancellationToken stoppingToken)
    {
        await using var hosts = directory.Feed.Subscribe();
        var seen = hosts.Now.ToDictionary(pair => pair.Key, pair => Shown(pair.Value));
        await foreach (var batch in hosts.ReadAsync(stoppingToken))
        {
            foreach (var (id, host) in batch)
            {
                var now = Shown(host);
                if (!seen.TryGetValue(id, out var before) || before != now)
                {
                    seen[id] = now;
                    foreach (var row in board.RowsOf(id))
                    {
                        board.Show(row.Id);
                    }
                }
            }
        }
    }

    /// <summary>What machines show of their host.</summary>
    private static (bool Reachable, string Name, string Networks) Shown(KnownHost? host)
        => (host?.Reachable ?? false, host?.Name ?? "", string.Join('\n', (host?.Facts?.Networks ?? []).Select(network => $"{network.Id} {network.Mode} {network.Name}")));

    private async Task FollowOperationsAsync(CancellationToken stoppingToken)
    {
        await using var live = operations.Feed.Subscribe();
        void Apply(OperationView? operation)
        {
            if (operation is { Subject.Kind: VmKinds.Subject })
            {
                var id = new VmId(operation.Subject.Id);
                if (operation.Status is OperationStatus.Queued or OperationStatus.Running)
                {
                    board.SetOperation(id, operation.Id);
                }
                else if (board.Operation(id) == operation.Id)
                {
                    board.SetOperation(id, null);
                }
            }
        }

        foreach (var operation in live.Now.Values)
        {
            Apply(operation);
        }

        await foreach (var batch in live.ReadAsync(stoppingToken))
        {
            foreach (var operation in batch.Values)
            {
                Apply(operation);
            }
        }
    }

    private async Task StoreAsync(CancellationToken stoppingToken)
    {
        while (await _wake.Reader.WaitToReadAsync(stoppingToken))
        {
            _wake.Reader.TryRead(out _);
            // A booting VM reports several times in a row; a breath lets them conflate.
            await Task.Delay(Breath, time, stoppingToken);
            var (facts, events, stale) = Take();
            try
            {
                await store.KeepAsync(facts, events, stoppingToken);
                await board.RefreshAsync(stale.Concat(facts.Where(fact => fact.Report.GuestPoweredOff || fact.Report.PasswordTaken).Select(fact => fact.Report.Id)).ToHashSet(), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.StoreFailed(log, DatabaseOutage.Told(e));
                GiveBack(facts, events, stale);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            }
        }
    }

    private async Task TellAsync(CancellationToken stoppingToken)
    {
        await foreach (var id in _untold.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await wishes.SendAsync(id, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.StoreFailed(log, DatabaseOutage.Told(e));
            }
        }
    }

    private void Lose(HostId host, string epoch, long version, VmRow row)
    {
        if (board.Fact(row.Id) is not { Report.Problem.Type: VmErrors.LostType } known || !string.Equals(known.Epoch, epoch, StringComparison.Ordinal))
        {
            Note(host, board.Hear(epoch, Synthetic(row, version, VmErrors.Lost(directory.Find(host)?.Name ?? "Its host"))));
        }
    }

    private VmReport Synthetic(VmRow row, long version, Problem problem) => new()
    {
        Id = row.Id,
        Version = version,
        Generation = 0,
        AppliedGeneration = 0,
        State = VmState.Failed,
        Since = time.GetUtcNow(),
        Power = row.Power,
        Problem = problem,
    };

    private void Note(HostId host, (VmFact? Before, VmFact Now)? heard, bool always = false)
    {
        if (heard is { } change && (always || leases.Holds(host)))
        {
            Keep(change.Now, VmChanges.Between(change.Before, change.Now));
        }
    }

    private void Keep(VmFact fact, IEnumerable<VmEventRow> events)
    {
        lock (_gate)
        {
            _unstored[fact.Report.Id] = fact;
            // Bounded against a database that is away for long: the newest history is the one worth keeping.
            _events.AddRange(events);
            if (_events.Count > 20_000)
            {
                _events.RemoveRange(0, _events.Count - 20_000);
            }
        }

        _wake.Writer.TryWrite(true);
    }

    private void Later(HashSet<VmId> set, VmId id)
    {
        lock (_gate)
        {
            set.Add(id);
        }

        _wake.Writer.TryWrite(true);
    }

    private (List<VmFact> Facts, List<VmEventRow> Events, List<VmId> Stale) Take()
    {
        lock (_gate)
        {
            var facts = _unstored.Values.Take(MostAtOnce).ToList();
            facts.ForEach(fact => _unstored.Remove(fact.Report.Id));
            var events = _events.Take(MostAtOnce).ToList();
            _events.RemoveRange(0, events.Count);
            List<VmId> stale = [.. _stale];
            _stale.Clear();
            if (_unstored.Count + _events.Count > 0)
            {
                _wake.Writer.TryWrite(true);
            }

            return (facts, events, stale);
        }
    }

    private void GiveBack(List<VmFact> facts, List<VmEventRow> events, List<VmId> stale)
    {
        lock (_gate)
        {
            facts.ForEach(fact => _unstored.TryAdd(fact.Report.Id, fact));
            _events.InsertRange(0, events);
            _stale.UnionWith(stale);
        }

        _wake.Writer.TryWrite(true);
    }

    private static partial class Log
    {
        [LoggerMessage(3101, LogLevel.Warning, "What agents reported of machines could not be stored; it is tried again: {Reason}")]
        private static partial void StoreFailed(ILogger logger, string reason, Exception? exception);

        public static void StoreFailed(ILogger logger, (string Reason, Exception? Trace) told) => StoreFailed(logger, told.Reason, told.Trace);
    }
}
