using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Operations;

/// <summary>Keeps to the operations that a caller may see, as <see cref="OperationView.SeenBy"/> does for one.</summary>
internal static class OperationSight
{
    public static IQueryable<OperationRow> Visible(IQueryable<OperationRow> rows, Caller caller)
    {
        var (vms, images, hosts) = (caller.Rights.ProjectsWith(Permission.VmRead), caller.Rights.ProjectsWith(Permission.ImageRead), caller.Rights.May(Permission.HostRead));
        if (vms is null && images is null && hosts)
        {
            return rows;
        }

        var (allVms, allImages) = (vms is null, images is null);
        ProjectId?[] inVms = [.. (vms ?? []).Select(id => (ProjectId?)id)];
        ProjectId?[] inImages = [.. (images ?? []).Select(id => (ProjectId?)id)];
        return rows.Where(row => row.ProjectId == null
            ? hosts
            : row.SubjectKind == "image" ? allImages || inImages.Contains(row.ProjectId) : allVms || inVms.Contains(row.ProjectId));
    }
}
