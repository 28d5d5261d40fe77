using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Providers;
using NexusQuantum.Web.Features.Access.Standing;

namespace NexusQuantum.Web.Features.Access.Sessions;

/// <summary>Opens, lists and ends sessions.</summary>
internal sealed class SessionBook(IDbContextFactory<NexusDb> databases, AuditTrail trail, AccessNews news, TimeProvider time)
{
    private const int MostPerAccount = 100;

    /// <summary>Opens one. That of a provider's is null when people do not come in by it any more: it may be switched off between its word and ours.</summary>
    public async Task<SessionRow?> OpenAsync(Account account, SessionMethod method, IPAddress? address, string? device, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = new SessionRow
        {
            Id = Guid.CreateVersion7(),
            AccountId = account.Id,
            CreatedAt = now,
            LastUsedAt = now,
            ProvedAt = now,
            ExpiresAt = now + SessionLimits.Absolute,
            Address = address?.ToString(),
            Device = Device(device),
            Method = method.Name,
            ProviderId = method.Provider,
        };
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (method.Provider is { } provider && !await IsOpenAsync(db, provider, cancellationToken))
        {
            return null;
        }

        var oldest = await db.Set<SessionRow>().Where(session => session.AccountId == account.Id).OrderByDescending(session => session.LastUsedAt)
            .Skip(MostPerAccount - 1).Select(session => session.Id).ToListAsync(cancellationToken);
        await db.Set<SessionRow>().Where(session => session.AccountId == account.Id && (session.ExpiresAt < now || oldest.Contains(session.Id))).ExecuteDeleteAsync(cancellationToken);
        db.Add(row);
        var who = new Caller(account.Id, account.UserName ?? "") { Origin = new CallerOrigin("session", row.Id, row.Address) };
        trail.Add(db, who, new AuditAct("session.open", "account", account.Id.ToString("D"), account.UserName) { Note = $"Signed in by {method.Name}." });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row;
    }

    /// <summary>The sessions of an account that hold, last used first.</summary>
    public async Task<IReadOnlyList<SessionRow>> ListAsync(Guid account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var idle = now - SessionLimits.Idle;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<SessionRow>().AsNoTracking().Where(session => session.AccountId == account && session.ExpiresAt > now && session.LastUsedAt > idle)
            .OrderByDescending(session => session.LastUsedAt).ToListAsync(cancellationToken);
    }

    /// <summary>Ends one session of an account; false when it has none such.</summary>
    public async Task<bool> EndAsync(Caller caller, Guid account, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var gone = await db.Set<SessionRow>().Where(session => session.AccountId == account && session.Id == id).ExecuteDeleteAsync(cancellationToken);
        if (gone == 1)
        {
            trail.Add(db, caller, new AuditAct("session.end", "session", id.ToString("D")) { Note = "Ended one session." });
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        await news.TellAsync(cancellationToken);
        return gone == 1;
    }

    /// <summary>Ends all sessions of an account but <paramref name="keep"/>; answers how many.</summary>
    public async Task<int> EndOthersAsync(Caller caller, Guid account, Guid? keep, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var gone = await EndOthersAsync(db, caller, account, keep, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await news.TellAsync(cancellationToken);
        return gone;
    }

    /// <summary>The same in the caller's transaction, which saves and tells the news after its commit.</summary>
    public async Task<int> EndOthersAsync(NexusDb db, Caller caller, Guid account, Guid? keep, CancellationToken cancellationToken)
    {
        var gone = await db.Set<SessionRow>().Where(session => session.AccountId == account && session.Id != keep).ExecuteDeleteAsync(cancellationToken);
        if (gone > 0)
        {
            trail.Add(db, caller, new AuditAct("session.end", "account", account.ToString("D")) { Note = keep is null ? "Ended all sessions." : "Ended all other sessions." });
        }

        return gone;
    }

    /// <summary>In the caller's transaction: ends all that were opened by a provider, and tells the audit how many. Tell the news after the commit.</summary>
    public async Task EndByAsync(NexusDb db, Caller caller, SignInProvider provider, CancellationToken cancellationToken)
    {
        var gone = await db.Set<SessionRow>().Where(session => session.ProviderId == provider.Id).ExecuteDeleteAsync(cancellationToken);
        if (gone > 0)
        {
            trail.Add(db, caller, new AuditAct("session.end", "sign-in-provider", provider.Id.ToString("D"), provider.Name) { Note = string.Create(CultureInfo.InvariantCulture, $"Ended all sessions opened by it: {gone}.") });
        }
    }

    /// <summary>Notes a fresh proof of who it is.</summary>
    public async Task ProvedAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<SessionRow>().Where(session => session.Id == id).ExecuteUpdateAsync(set => set.SetProperty(session => session.ProvedAt, time.GetUtcNow()), cancellationToken);
    }

    /// <summary>Whether the person of this session proved who they are within <see cref="SessionLimits.FreshProof"/>.</summary>
    public async Task<bool> IsFreshAsync(Guid id, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - SessionLimits.FreshProof;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<SessionRow>().AnyAsync(session => session.Id == id && session.ProvedAt > since, cancellationToken);
    }

    /// <summary>Held until the session is there: whoever switches the provider off waits, and then ends it.</summary>
    private static async Task<bool> IsOpenAsync(NexusDb db, Guid provider, CancellationToken cancellationToken)
        => await db.Set<SignInProvider>().FromSql($"SELECT * FROM sign_in_providers WHERE id = {provider} FOR SHARE").AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { IsOpen: true };

    private static string? Device(string? text)
        => string.IsNullOrWhiteSpace(text) ? null : new string([.. text.Where(letter => !char.IsControl(letter)).Take(SessionRow.LongestDevice)]);
}
