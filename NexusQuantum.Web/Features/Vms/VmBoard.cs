using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// All VMs in memory: rows as last written or read, facts as last heard, and the pictures made of both. Facts are here at once and
/// in the database a moment later, so every answer is composed with the newer of the two.
/// </summary>
internal sealed class VmBoard(IDbContextFactory<NexusDb> databases, AgentDirectory directory, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<VmId, VmRow> _rows = [];
    private readonly ConcurrentDictionary<VmId, VmFact> _facts = new();
    private readonly ConcurrentDictionary<VmId, OperationId> _operations = new();
    private readonly ConcurrentDictionary<VmId, ChannelWriter<bool>[]> _waiting = new();

    public LiveFeed<VmId, VmView> Feed { get; } = new();

    public VmRow? Row(VmId id)
    {
        lock (_gate)
        {
            return _rows.GetValueOrDefault(id);
        }
    }

    public IReadOnlyList<VmRow> RowsOf(HostId host)
    {
        lock (_gate)
        {
            return [.. _rows.Values.Where(row => row.HostId == host)];
        }
    }

    /// <summary>All rows, as they are now.</summary>
    public IReadOnlyList<VmRow> Rows()
    {
        lock (_gate)
        {
            return [.. _rows.Values];
        }
    }

    public VmFact? Fact(VmId id) => _facts.GetValueOrDefault(id);

    public OperationId? Operation(VmId id) => _operations.TryGetValue(id, out var operation) ? operation : null;

    /// <summary>A row as a view, with the newest fact known.</summary>
    public VmView View(VmRow row) => VmViews.Compose(row, Newest(row), directory.Find(row.HostId), Operation(row.Id));

    /// <summary>Reads all rows; at start, and again to find what other replicas did.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<VmRow>().AsNoTracking().ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            Put(row);
        }
    }

    /// <summary>Reads one row again; null when it is gone.</summary>
    public async Task<VmRow?> RefreshAsync(VmId id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<VmRow>().AsNoTracking().SingleOrDefaultAsync(vm => vm.Id == id, cancellationToken);
        if (row is null)
        {
            Remove(id);
        }
        else
        {
            Put(row);
        }

        return row;
    }

    /// <summary>Reads these rows again, in one go.</summary>
    public async Task RefreshAsync(IReadOnlyCollection<VmId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return;
        }

        VmId[] wanted = [.. ids];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<VmRow>().AsNoTracking().Where(vm => wanted.Contains(vm.Id)).ToListAsync(cancellationToken);
        rows.ForEach(Put);
        foreach (var gone in wanted.Except(rows.Select(row => row.Id)))
        {
            Remove(gone);
        }
    }

    /// <summary>A row just written or read; it must not be changed afterwards. An older wish never replaces a newer one.</summary>
    public void Put(VmRow row)
    {
        lock (_gate)
        {
            if (!_rows.TryGetValue(row.Id, out var known) || row.Generation >= known.Generation)
            {
                _rows[row.Id] = row;
            }
        }

        if (VmFact.Of(row) is { } stored)
        {
            _facts.AddOrUpdate(row.Id, stored, (_, known) => string.Equals(known.Epoch, stored.Epoch, StringComparison.Ordinal) && stored.Replaces(known) ? stored : known);
        }

        Show(row.Id);
    }

    /// <summary>A fact just heard. Answers what it replaced; null when it was not newer.</summary>
    public (VmFact? Before, VmFact Now)? Hear(string epoch, VmReport report)
    {
        var fact = new VmFact(epoch, report, time.GetUtcNow());
        VmFact? before;
        lock (_gate)
        {
            before = _facts.GetValueOrDefault(report.Id);
            if (!fact.Replaces(before))
            {
                return null;
            }

            _facts[report.Id] = fact;
        }

        Show(report.Id);
        return (before, fact);
    }

    public void Remove(VmId id)
    {
        lock (_gate)
        {
            _rows.Remove(id);
            _facts.TryRemove(id, out _);
        }

        Feed.Remove(id);
        Signal(id);
    }

    /// <summary>The agent says the VM is gone from it; its row goes with the operation that asked.</summary>
    public void Forget(VmId id)
    {
        _facts.TryRemove(id, out _);
        Show(id);
    }

    public void SetOperation(VmId id, OperationId? operation)
    {
        if (operation is { } live)
        {
            _operations[id] = live;
        }
        else
        {
            _operations.TryRemove(id, out _);
        }

        Show(id);
    }

    /// <summary>Makes a VM's picture anew and wakes who waits for it.</summary>
    public void Show(VmId id)
    {
        // Composed inside the feed's lock: of two threads with an older and a newer fact, the one that comes last composes last
        // and reads the newest, so the feed cannot end on the older.
        Feed.Update(id, _ => Row(id) is { } row ? View(row) : null);
        Signal(id);
    }

    /// <summary>Wakes when anything about a VM changed; at most one wake is kept.</summary>
    public VmSignal Follow(VmId id)
    {
        var channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        _waiting.AddOrUpdate(id, [channel.Writer], (_, others) => [.. others, channel.Writer]);
        return new VmSignal(channel.Reader, () =>
        {
            _waiting.AddOrUpdate(id, [], (_, others) => [.. others.Where(other => other != channel.Writer)]);
            _waiting.TryRemove(new KeyValuePair<VmId, ChannelWriter<bool>[]>(id, []));
        });
    }

    private VmFact? Newest(VmRow row)
    {
        var heard = Fact(row.Id);
        var stored = VmFact.Of(row);
        return heard is null ? stored : stored is not null && string.Equals(stored.Epoch, heard.Epoch, StringComparison.Ordinal) && stored.Replaces(heard) ? stored : heard;
    }

    private void Signal(VmId id)
    {
        if (_waiting.TryGetValue(id, out var writers))
        {
            foreach (var writer in writers)
            {
                writer.TryWrite(true);
            }
        }
    }
}

/// <summary>A wait for changes of one VM.</summary>
internal sealed class VmSignal(ChannelReader<bool> reader, Action forget) : IDisposable
{
    public async Task WaitAsync(CancellationToken cancellationToken) => await reader.ReadAsync(cancellationToken);

    public void Dispose() => forget();
}
