using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Agent.Images;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Agent.Volumes;
using NexusQuantum.Domain.Engines;

namespace NexusQuantum.Agent.Vms;

/// <summary>What all actors share.</summary>
internal sealed record VmRoom
{
    public required VmJournal Journal { get; init; }

    public required ReportBoard Board { get; init; }

    public required ImageStore Images { get; init; }

    public required IVolumeBackend Volumes { get; init; }

    public required IHostNetworks Networks { get; init; }

    /// <summary>Engines that work here with what their probe found, best first.</summary>
    public required ImmutableArray<(IVmEngine Engine, EngineFacts Facts)> Engines { get; init; }

    /// <summary>Engines as built in, for adoption, whether their probe succeeded or not.</summary>
    public required ImmutableArray<IVmEngine> KnownEngines { get; init; }

    public required GuestDialer Dialer { get; init; }

    public ImmutableArray<IVmCompanion> Companions { get; init; } = [];

    /// <summary>How many guests may boot at once; more than the processors can carry would all miss their deadlines.</summary>
    public required SemaphoreSlim BootSlots { get; init; }

    /// <summary>How much slower than idle the host is now, at least 1; boot deadlines are multiplied by it.</summary>
    public required Func<double> Slowness { get; init; }

    /// <summary>Physical memory of the host.</summary>
    public required long HostMemoryBytes { get; init; }

    /// <summary>/proc/sys/kernel/random/boot_id of the host.</summary>
    public required string HostBootId { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILoggerFactory Loggers { get; init; }
}
