namespace NexusQuantum.Domain.Capacity;

/// <summary>What one machine takes of a host.</summary>
/// <param name="MemoryMiB">Memory, MiB.</param>
/// <param name="Vcpus">vCPUs.</param>
/// <param name="DiskGiB">Its root disk once it is full, GiB: a new one is smaller, and grows.</param>
public sealed record MachineSize(int MemoryMiB, int Vcpus, int DiskGiB)
{
    /// <summary>The mean of some machines, rounded up; null of none.</summary>
    public static MachineSize? Average(IReadOnlyCollection<MachineSize> sizes)
        => sizes.Count == 0 ? null : new(Mean(sizes, size => size.MemoryMiB), Mean(sizes, size => size.Vcpus), Mean(sizes, size => size.DiskGiB));

    private static int Mean(IEnumerable<MachineSize> sizes, Func<MachineSize, double> figure) => (int)Math.Ceiling(sizes.Average(figure));
}
