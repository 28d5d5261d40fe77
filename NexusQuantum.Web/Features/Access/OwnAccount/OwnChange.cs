using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Standing;

namespace NexusQuantum.Web.Features.Access.OwnAccount;

/// <summary>
/// What every change of how a person signs in goes through: one transaction, one at a time for each account, so that two at once cannot
/// take the last factor away together. Refusals are in the audit; what was done the change writes itself, into the same transaction.
/// </summary>
internal sealed class OwnChange(IDbContextFactory<NexusDb> databases, Proofs proofs, AuditTrail trail, AccessNews news)
{
    public static AuditAct Act(string action, Caller caller) => new(action, "account", caller.UserId.ToString("D"), caller.Name);

    /// <summary>After a fresh proof of who sits there.</summary>
    public Task<Result<T>> ProvedAsync<T>(Caller caller, string? proof, AuditAct act, Func<NexusDb, Account, Task<Result<T>>> work, CancellationToken cancellationToken)
        => RunAsync<T>(caller, act, async (db, account) => proofs.WhyNot(caller, account, proof) is { } error ? error : await work(db, account), cancellationToken);

    /// <summary>For what opens nothing.</summary>
    public Task<Result<T>> RunAsync<T>(Caller caller, AuditAct act, Func<NexusDb, Account, Task<Result<T>>> work, CancellationToken cancellationToken)
        => trail.WatchAsync<T>(caller, act, async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            if ((await db.Users.FromSql($"SELECT * FROM accounts WHERE id = {caller.UserId} FOR UPDATE").AsNoTracking().ToListAsync(cancellationToken)) is not [var account])
            {
                return OwnAccountErrors.Gone();
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
