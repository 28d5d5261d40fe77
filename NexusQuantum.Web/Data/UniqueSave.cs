using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace NexusQuantum.Web.Data;

/// <summary>Saving what must be the only one of its name.</summary>
internal static class UniqueSave
{
    /// <summary>False when this index says that there is one already; nothing was saved then, and the transaction is over.</summary>
    public static async Task<bool> TrySaveAsync(this NexusDb db, string index, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation && violation.ConstraintName == index)
        {
            return false;
        }
    }
}
