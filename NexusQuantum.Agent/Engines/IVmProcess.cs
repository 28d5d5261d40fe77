using System.Threading.Channels;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Engines;

/// <summary>
/// A running VM's engine process. Outlives the agent: disposing lets go of it and does not end it. Every command has a deadline
/// of its own (5 s) and answers a value, also when the process is already gone.
/// </summary>
internal interface IVmProcess : IAsyncDisposable
{
    int Pid { get; }

    MachineProfile Profile { get; }

    Accelerator Accelerator { get; }

    string EngineVersion { get; }

    DateTimeOffset StartedAt { get; }

    /// <summary>vCPUs and memory it was started with.</summary>
    int Vcpus { get; }

    int MemoryMiB { get; }

    /// <summary>Unix socket of the serial console; exactly one reader, the agent's serial ring.</summary>
    string ConsoleSocket { get; }

    /// <summary>Unix socket of the guest agent's control line.</summary>
    string ControlSocket { get; }

    /// <summary>Loopback port forwarded to the guest's port 9000 in user-mode networking, else null.</summary>
    int? GuestPort { get; }

    /// <summary>What could not be had on this host (no cgroup, no sandbox), for people; null when all is as designed.</summary>
    string? Note { get; }

    /// <summary>Completes when the process has ended, with the reason.</summary>
    Task<EngineExit> Exited { get; }

    /// <summary>What the engine tells unasked. Bounded, drops the oldest; the state is asked with <see cref="StatusAsync"/>.</summary>
    ChannelReader<EngineEvent> Events { get; }

    Task<Result<EngineStatus>> StatusAsync(CancellationToken cancellationToken);

    Task<Result<Done>> PauseAsync(CancellationToken cancellationToken);

    Task<Result<Done>> ResumeAsync(CancellationToken cancellationToken);

    Task<Result<Done>> ResetAsync(CancellationToken cancellationToken);

    /// <summary>Presses the ACPI power button; the guest decides.</summary>
    Task<Result<Done>> PressPowerButtonAsync(CancellationToken cancellationToken);

    /// <summary>Cuts the power: asks the engine to quit, kills it (by pidfd) when it does not, and waits for its end.</summary>
    Task<EngineExit> KillAsync(CancellationToken cancellationToken);

    /// <summary>Cuts the logs the process writes of itself where they grew beyond their limit, so that a guest cannot fill the host's disk with them.</summary>
    void CapLogs();

    /// <summary>Totals of its disks since start.</summary>
    Task<Result<DiskCounters>> DiskCountersAsync(CancellationToken cancellationToken);
}
