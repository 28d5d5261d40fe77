using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Engines;

/// <summary>
/// A program that runs VMs. What it can do is data (<see cref="EngineFacts"/>); its own dialect never leaves its room.
/// One per kind and agent; safe for use by many actors at once.
/// </summary>
internal interface IVmEngine
{
    EngineKind Kind { get; }

    /// <summary>Finds the binary, its machines and the accelerator. Measured once; the error says what is missing and the fix.</summary>
    Task<Result<EngineFacts>> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Starts a process for a VM and returns when its guest's vCPUs run. On failure nothing is left running, and the error carries
    /// the engine's own last words. Calling it while a process of that VM lives is a bug of the caller.
    /// </summary>
    Task<Result<IVmProcess>> LaunchAsync(EngineLaunch launch, CancellationToken cancellationToken);

    /// <summary>
    /// Takes over the process an earlier agent started, checked by pid, start time and command line; null when it does not live.
    /// </summary>
    Task<IVmProcess?> AdoptAsync(VmId id, VmDirectory directory, CancellationToken cancellationToken);

    /// <summary>Why the VM's last process ended while nobody looked, read from what it left behind.</summary>
    EngineExit ReadLastExit(VmDirectory directory);
}
