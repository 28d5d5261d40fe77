using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Web.Agents;

/// <summary>Memory that is never promised to VMs.</summary>
internal static class HostReserve
{
    /// <summary>Kept for the host itself: 2 GiB, a quarter on hosts below 8 GiB.</summary>
    public static long MemoryMiB(HostFacts facts) => Math.Min(2048, facts.MemoryBytes / (1 << 20) / 4);
}
