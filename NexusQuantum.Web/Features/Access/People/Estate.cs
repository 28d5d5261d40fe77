using Microsoft.EntityFrameworkCore;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.People;

/// <summary>
/// What an account owns, over all rooms. By table name, since rooms do not see each other's rows.
/// </summary>
internal static class Estate
{
    public static async Task<OwnsView> OfAsync(NexusDb db, Guid account, CancellationToken cancellationToken)
        => new(
            await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM vms WHERE owner_id = {account}").SingleAsync(cancellationToken),
            await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM images WHERE owner_id = {account}").SingleAsync(cancellationToken),
            await db.Users.CountAsync(service => service.OwnerId == account, cancellationToken));

    /// <summary>Gives all of it to another.</summary>
    public static async Task PassAsync(NexusDb db, Guid account, Guid heir, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"UPDATE vms SET owner_id = {heir} WHERE owner_id = {account}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"UPDATE images SET owner_id = {heir} WHERE owner_id = {account}", cancellationToken);
        await db.Users.Where(service => service.OwnerId == account).ExecuteUpdateAsync(set => set.SetProperty(service => service.OwnerId, heir), cancellationToken);
    }
}
