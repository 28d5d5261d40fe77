using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// The first question about one machine: may this caller do this to it. A machine of a project that the caller does not see is answered
/// as one that does not exist, after the same work.
/// </summary>
internal sealed class VmGate(VmBoard board, IDbContextFactory<NexusDb> databases)
{
    public async Task<Error?> WhyNotAsync(Caller caller, VmId id, Permission permission, CancellationToken cancellationToken)
    {
        if (board.Row(id) is { } known && caller.Rights.May(Permission.VmRead, known.ProjectId))
        {
            return Refusal(caller, permission, known.ProjectId);
        }

        // Of another replica, unknown, or not for this caller: one and the same look, which finds only what the caller may see.
        var visible = caller.Rights.ProjectsWith(Permission.VmRead);
        var everywhere = visible is null;
        ProjectId[] projects = [.. visible ?? []];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var project = await db.Set<VmRow>().Where(vm => vm.Id == id && (everywhere || projects.Contains(vm.ProjectId))).Select(vm => (ProjectId?)vm.ProjectId).SingleOrDefaultAsync(cancellationToken);
        return project is { } found ? Refusal(caller, permission, found) : VmErrors.NotFound;
    }

    private static Error? Refusal(Caller caller, Permission permission, ProjectId project) => caller.WhyNot(permission, project, Permission.VmRead, VmErrors.NotFound);
}
