using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Engines;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>
/// What one QEMU may take of its host: enough that a healthy one never meets a limit. Processors: its vCPUs, and one for the threads
/// that serve disks, network and monitors. Memory: see <see cref="EngineBytes"/>.
/// </summary>
internal static class QemuLimits
{
    private const long MiB = 1024 * 1024;

    // The kernel's and the RAM disk's copy, heap, qcow2 tables and thread stacks.
    private const long Self = 192 * MiB;
    private const long PerVcpu = 8 * MiB;

    // Disks are read through the page cache, which is charged too and taken back before anything is ended for want of memory.
    private const long Room = 512 * MiB;

    /// <summary>Processors beside the vCPUs.</summary>
    public const int EngineProcessors = 1;

    /// <param name="launch">The VM.</param>
    /// <param name="facts">This host's QEMU.</param>
    /// <param name="diskFileSystem">Where the VM's disks lie. Those on tmpfs are memory charged to it that nothing can take back: no limit then.</param>
    public static CgroupLimits For(EngineLaunch launch, QemuFacts facts, string? diskFileSystem)
    {
        var limits = new CgroupLimits { Processors = launch.Vcpus + EngineProcessors };
        if (diskFileSystem is null or "tmpfs")
        {
            return limits;
        }

        var healthy = (launch.MemoryMiB * MiB) + EngineBytes(launch, facts);
        return limits with { SoftMemoryBytes = healthy, MostMemoryBytes = healthy + Room };
    }

    /// <summary>Memory of the engine beside its guest's, at most.</summary>
    public static long EngineBytes(EngineLaunch launch, QemuFacts facts)
        => Self + (launch.Vcpus * PerVcpu) + (facts.Accelerator == Accelerator.Tcg ? QemuArguments.TranslationMiB(launch) * MiB : 0);
}
