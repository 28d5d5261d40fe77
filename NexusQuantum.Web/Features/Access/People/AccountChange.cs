using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.Standing;

namespace NexusQuantum.Web.Features.Access.People;

/// <summary>
/// What every change to somebody's account goes through: may the caller, is there one, does it hold no more than the caller; one
/// transaction, one at a time; then everybody is told. Refusals are in the audit, what was done the change writes itself.
/// </summary>
internal sealed class AccountChange(IDbContextFactory<NexusDb> databases, AuditTrail trail, AccessNews news)
{
    public Task<Result<T>> RunAsync<T>(Caller caller, Guid id, string action, Func<NexusDb, Account, Task<Result<T>>> work, CancellationToken cancellationToken)
        => trail.WatchAsync<T>(caller, new AuditAct(action, "account", id.ToString("D")), async () =>
        {
            if (caller.WhyNot(Permission.AccessAdminister) is { } why)
            {
                return why;
            }

            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await LastAdministrator.LockAsync(db, cancellationToken);
            if (await db.Users.SingleOrDefaultAsync(account => account.Id == id, cancellationToken) is not { } account)
            {
                return PeopleErrors.NotFound(id);
            }

            if (await AccountReach.WhyNotAsync(db, caller, account, cancellationToken) is { } beyond)
            {
                return beyond;
            }

            var done = await work(db, account);
            if (done.Ok)
            {
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                await news.TellAsync(cancellationToken);
            }

            return done;
        }, cancellationToken);
}
