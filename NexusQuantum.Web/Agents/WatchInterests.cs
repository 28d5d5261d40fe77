using System.Collections.Immutable;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Agents;

/// <summary>Which VMs somebody looks at on this replica; each host's watcher tells its agent, so that they stream each second.</summary>
internal sealed class WatchInterests
{
    private const int MostPerHost = 2000;
    private readonly Lock _gate = new();
    private readonly Dictionary<HostId, Dictionary<VmId, int>> _watched = [];

    private Action<HostId>? _changed;

    /// <summary>Called after a host's set changed.</summary>
    public void Subscribe(Action<HostId> changed)
    {
        lock (_gate)
        {
            _changed += changed;
        }
    }

    public void Unsubscribe(Action<HostId> changed)
    {
        lock (_gate)
        {
            _changed -= changed;
        }
    }

    public ImmutableArray<VmId> Of(HostId host)
    {
        lock (_gate)
        {
            return _watched.TryGetValue(host, out var vms) ? [.. vms.Keys.Take(MostPerHost)] : [];
        }
    }

    /// <summary>Looks at some VMs until disposed.</summary>
    public IDisposable Watch(IReadOnlyCollection<(HostId Host, VmId Vm)> vms)
    {
        Count(vms, 1);
        return new Look(this, vms);
    }

    private void Count(IReadOnlyCollection<(HostId Host, VmId Vm)> vms, int by)
    {
        var changed = new HashSet<HostId>();
        lock (_gate)
        {
            foreach (var (host, vm) in vms)
            {
                if (!_watched.TryGetValue(host, out var counts))
                {
                    _watched[host] = counts = [];
                }

                var before = counts.GetValueOrDefault(vm);
                if (before + by <= 0)
                {
                    counts.Remove(vm);
                }
                else
                {
                    counts[vm] = before + by;
                }

                if (before == 0 || before + by == 0)
                {
                    changed.Add(host);
                }
            }
        }

        foreach (var host in changed)
        {
            _changed?.Invoke(host);
        }
    }

    private sealed class Look(WatchInterests interests, IReadOnlyCollection<(HostId Host, VmId Vm)> vms) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                interests.Count(vms, -1);
            }
        }
    }
}
