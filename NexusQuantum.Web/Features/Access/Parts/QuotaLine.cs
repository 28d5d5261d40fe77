using System.Collections.Immutable;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Access.Parts;

/// <summary>One measure of a project: what its machines take, and the most they may.</summary>
/// <param name="Word">What is measured.</param>
/// <param name="Taken">In words; null when the caller may not see it.</param>
/// <param name="Most">In words; null without a quota.</param>
/// <param name="Share">Of the quota, 0 to 1 and beyond; null without one.</param>
public sealed record QuotaLine(string Word, string? Taken, string? Most, double? Share)
{
    /// <summary>All measures of a project, in the order of the table's columns.</summary>
    public static ImmutableArray<QuotaLine> Of(ProjectView project)
    {
        var (quotas, use) = (project.Quotas, project.Use);
        return
        [
            Line("Machines", use?.Vms, quotas.MaxVms, Units.Count),
            Line("vCPUs", use?.Vcpus, quotas.MaxVcpus, Units.Count),
            Line("Memory", use?.MemoryMiB, quotas.MaxMemoryMiB, mib => Units.Bytes(mib << 20)),
            Line("Disk", use?.DiskGiB, quotas.MaxDiskGiB, gib => Units.Bytes(gib << 30)),
            Line("Addresses", use?.Addresses, quotas.MaxAddresses, Units.Count),
        ];
    }

    private static QuotaLine Line(string word, long? taken, long? most, Func<long, string> says)
        => new(word, taken is { } some ? says(some) : null, most is { } limit ? says(limit) : null, taken is { } part && most is { } whole ? whole == 0 ? part > 0 ? 1 : 0 : (double)part / whole : null);
}
