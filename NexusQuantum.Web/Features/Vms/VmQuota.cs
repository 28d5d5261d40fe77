using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// Holds a project's machines within its quotas. Asked in the transaction that writes the wish, under the lock of the project's row:
/// two creates at once are asked one after the other, and the second sees the first.
/// </summary>
internal static class VmQuota
{
    /// <summary>What machines take of a project's quotas.</summary>
    /// <param name="Vms">Machines, running or not.</param>
    /// <param name="Vcpus">Sum of their vCPUs.</param>
    /// <param name="MemoryMiB">Sum of their memory.</param>
    /// <param name="DiskGiB">Sum of their root disks.</param>
    /// <param name="Addresses">Those with a network card.</param>
    internal sealed record Use(int Vms, int Vcpus, long MemoryMiB, long DiskGiB, int Addresses);

    /// <summary>Why the project cannot take this row as it is wished; null when it can. The row itself is not counted from the table.</summary>
    public static async Task<Error?> WhyNotAsync(NexusDb db, VmRow row, CancellationToken cancellationToken)
    {
        var limited = await db.Set<ProjectRow>().AsNoTracking().Where(project => project.Id == row.ProjectId)
            .Select(project => project.MaxVms != null || project.MaxVcpus != null || project.MaxMemoryMiB != null || project.MaxDiskGiB != null || project.MaxAddresses != null)
            .Select(any => (bool?)any).SingleOrDefaultAsync(cancellationToken);
        if (limited is null)
        {
            return VmErrors.NoProject;
        }

        // Without a quota creates do not wait for each other, only for whoever sets one or deletes the project.
        var id = row.ProjectId.Value;
        var locked = limited.Value
            ? db.Set<ProjectRow>().FromSql($"SELECT * FROM projects WHERE id = {id} FOR UPDATE")
            : db.Set<ProjectRow>().FromSql($"SELECT * FROM projects WHERE id = {id} FOR SHARE");
        if (await locked.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } project)
        {
            return VmErrors.NoProject;
        }

        return limited.Value ? Over(project, await UseAsync(db, row.ProjectId, row.Id, cancellationToken), row) : null;
    }

    /// <summary>What a project's machines take now, one left out when given.</summary>
    public static async Task<Use> UseAsync(NexusDb db, ProjectId project, Domain.Vms.VmId? but, CancellationToken cancellationToken)
        => await db.Set<VmRow>().Where(vm => vm.ProjectId == project && vm.Id != but).GroupBy(_ => 1)
            .Select(all => new Use(all.Count(), all.Sum(vm => vm.Vcpus), all.Sum(vm => (long)vm.MemoryMiB), all.Sum(vm => (long)vm.RootDiskGiB), all.Count(vm => vm.Mac != null)))
            .SingleOrDefaultAsync(cancellationToken) ?? new Use(0, 0, 0, 0, 0);

    private static Error? Over(ProjectRow project, Use use, VmRow row)
    {
        (string What, long? Most, long Taken, long More)[] limits =
        [
            ("machines", project.MaxVms, use.Vms, 1),
            ("vCPUs", project.MaxVcpus, use.Vcpus, row.Vcpus),
            ("MiB of memory", project.MaxMemoryMiB, use.MemoryMiB, row.MemoryMiB),
            ("GiB of disk", project.MaxDiskGiB, use.DiskGiB, row.RootDiskGiB),
            ("addresses", project.MaxAddresses, use.Addresses, row.Mac is null ? 0 : 1),
        ];
        return limits.FirstOrDefault(limit => limit.Taken + limit.More > limit.Most) is { Most: { } most } over
            ? VmErrors.OverQuota(project.Name, over.What, most, over.Taken, over.More)
            : null;
    }
}
