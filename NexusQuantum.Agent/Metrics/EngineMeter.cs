using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Metrics;

/// <summary>Processor time and memory of an engine's process: by its control group where that counts them, else by /proc.</summary>
internal sealed class EngineMeter : IDisposable
{
    private readonly CgroupMeter? _group;
    private readonly ProcessMeter? _process;

    public EngineMeter(VmId id, IVmProcess process)
    {
        _group = Cgroups.Host.FilesOf(id.ToString(), process.Pid) is { } files ? new CgroupMeter(files) : null;
        _process = _group is { CountsCpu: true, CountsMemory: true } ? null : new ProcessMeter(process.Pid);
    }

    /// <summary>CPU in processors, memory in bytes; both null when the process is gone.</summary>
    public (double? Cpu, long? MemoryBytes) Measure(double seconds)
    {
        var group = _group?.Measure(seconds) ?? (null, null);
        var own = _process?.Measure(seconds) ?? (null, null);
        return (_group is { CountsCpu: true } ? group.Cpu : own.Cpu, _group is { CountsMemory: true } ? group.MemoryBytes : own.ResidentBytes);
    }

    public void Dispose()
    {
        _group?.Dispose();
        _process?.Dispose();
    }
}
