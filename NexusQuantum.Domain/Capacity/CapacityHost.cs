using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Domain.Capacity;

/// <summary>A host as capacity is planned on it.</summary>
public sealed record CapacityHost
{
    /// <summary>Which one.</summary>
    public required HostId Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>All of its memory, MiB.</summary>
    public required long MemoryMiB { get; init; }

    /// <summary>Kept for the host itself, MiB.</summary>
    public required long ReserveMiB { get; init; }

    /// <summary>Promised to machines wished running or paused, MiB.</summary>
    public required long PromisedMiB { get; init; }

    /// <summary>Logical processors.</summary>
    public required int Processors { get; init; }

    /// <summary>vCPUs promised to machines wished running or paused.</summary>
    public required int PromisedVcpus { get; init; }

    /// <summary>Free where machines lie, GiB; null when the host does not tell.</summary>
    public long? DiskFreeGiB { get; init; }

    /// <summary>Why nothing can be placed there now, a sentence; null when it can.</summary>
    public string? Unusable { get; init; }
}
