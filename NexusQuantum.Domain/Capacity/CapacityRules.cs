namespace NexusQuantum.Domain.Capacity;

/// <summary>How much is promised. The defaults are the rules that placing follows.</summary>
public sealed record CapacityRules
{
    /// <summary>As placing does it.</summary>
    public static readonly CapacityRules Placing = new();

    /// <summary>How often memory beside the reserve is promised; 1 for once.</summary>
    public double MemoryOvercommit { get; init; } = 1;

    /// <summary>vCPUs for each processor; null for any number, as long as no machine has more than the host has processors.</summary>
    public double? VcpusPerProcessor { get; init; }

    /// <summary>Memory kept on each host, MiB; null for what each keeps by itself.</summary>
    public long? ReserveMiB { get; init; }
}
