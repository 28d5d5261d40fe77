using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Metrics;

/// <summary>Measures one running VM: its engine, its taps and its disks as the host counts them, joined with the guest's own view.</summary>
internal sealed class VmMeter(VmId id, RunningVm vm, IHostNetworks networks, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan DiskTime = TimeSpan.FromMilliseconds(700);

    private readonly EngineMeter _engine = new(id, vm.Process);
    private readonly GuestRates _guest = new(time);
    private Rate _readBytes;
    private Rate _writeBytes;
    private Rate _reads;
    private Rate _writes;
    private Rate _in;
    private Rate _out;

    public RunningVm Vm => vm;

    public async Task<VmSample> MeasureAsync(double seconds, CancellationToken cancellationToken)
    {
        var disks = await DisksAsync(cancellationToken);
        var (cpu, memory) = _engine.Measure(seconds);
        var taps = networks.ReadCounters(id);
        var guest = _guest.Next(vm.Line?.Sample);

        // The host's counters come first: a guest cannot lie about them. Null where the host does not count (user-mode networking).
        return guest with
        {
            Vm = id,
            HostCpu = cpu,
            HostMemoryBytes = memory,
            DiskReadBytes = _readBytes.Next(disks?.ReadBytes, seconds) ?? (disks is null ? guest.DiskReadBytes : null),
            DiskWriteBytes = _writeBytes.Next(disks?.WriteBytes, seconds) ?? (disks is null ? guest.DiskWriteBytes : null),
            DiskReads = _reads.Next(disks?.Reads, seconds) ?? (disks is null ? guest.DiskReads : null),
            DiskWrites = _writes.Next(disks?.Writes, seconds) ?? (disks is null ? guest.DiskWrites : null),
            NetInBytes = _in.Next(taps?.InBytes, seconds) ?? (taps is null ? guest.NetInBytes : null),
            NetOutBytes = _out.Next(taps?.OutBytes, seconds) ?? (taps is null ? guest.NetOutBytes : null),
        };
    }

    public void Dispose() => _engine.Dispose();

    private async Task<DiskCounters?> DisksAsync(CancellationToken cancellationToken)
    {
        // An engine that does not answer must not hold the whole tick: the guest's own counters stand in.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(DiskTime);
        try
        {
            var counters = await vm.Process.DiskCountersAsync(deadline.Token);
            return counters.Ok ? counters.Value : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
