using System.Collections.Concurrent;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Shells;

/// <summary>The consoles of all VMs, kept while their VMs exist.</summary>
internal sealed class Consoles(VmJournal journal, TimeProvider time) : IVmCompanion, IAsyncDisposable
{
    private readonly ConcurrentDictionary<VmId, Lazy<SerialRing>> _rings = [];

    /// <summary>The console of a VM that exists; the caller has checked that.</summary>
    public SerialRing Of(VmId id)
        => _rings.GetOrAdd(id, key => new Lazy<SerialRing>(() => new SerialRing(journal.DirectoryOf(key).Path, time))).Value;

    public void Started(VmId id, VmDirectory directory, IVmProcess process) => Of(id).Start(process.ConsoleSocket);

    public void Ended(VmId id) => Of(id).End();

    public async ValueTask RemovedAsync(VmId id)
    {
        if (_rings.TryRemove(id, out var ring) && ring.IsValueCreated)
        {
            ring.Value.End();
            await ring.Value.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var ring in _rings.Values.Where(static r => r.IsValueCreated))
        {
            await ring.Value.DisposeAsync();
        }
    }
}
