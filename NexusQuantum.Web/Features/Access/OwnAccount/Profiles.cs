using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.People;
using NexusQuantum.Web.Features.Access.Standing;
using NexusQuantum.Web.Features.Access.Tokens;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Access.OwnAccount;

/// <summary>The caller's own profile. Name and theme reach a browser when its person signs in, the time zone at once.</summary>
internal sealed class Profiles(IDbContextFactory<NexusDb> databases, AuditTrail trail, AccessNews news)
{
    public async Task<Result<ProfileView>> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(one => one.Id == caller.UserId, cancellationToken) is { } account ? View(account) : OwnAccountErrors.Gone();
    }

    public Task<Result<ProfileView>> SaveAsync(Caller caller, ProfileRequest wanted, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, Act(caller), () => SaveItAsync(caller, wanted, cancellationToken), cancellationToken);

    private async Task<Result<ProfileView>> SaveItAsync(Caller caller, ProfileRequest wanted, CancellationToken cancellationToken)
    {
        if (!DisplayNames.TryRead(wanted.DisplayName, out var name))
        {
            return PeopleErrors.BadDisplayName();
        }

        if (wanted.Theme is not (null or "dark" or "light"))
        {
            return OwnAccountErrors.BadTheme();
        }

        if (wanted.TimeZone is not null && !Times.IsZone(wanted.TimeZone))
        {
            return OwnAccountErrors.BadTimeZone();
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await TokenLimits.WhyNotAsync(db, caller, cancellationToken) is { } limited)
        {
            return limited;
        }

        if (await db.Users.SingleOrDefaultAsync(one => one.Id == caller.UserId, cancellationToken) is not { } account)
        {
            return OwnAccountErrors.Gone();
        }

        var before = View(account);
        (account.DisplayName, account.Theme, account.TimeZone) = (name, wanted.Theme, wanted.TimeZone);
        var after = View(account);
        if (before != after)
        {
            trail.Add(db, caller, Act(caller) with { Before = Facts(before), After = Facts(after) });
            await db.SaveChangesAsync(cancellationToken);
        }

        if (before.TimeZone != after.TimeZone)
        {
            await news.TellAsync(cancellationToken);
        }

        return after;
    }

    private static AuditAct Act(Caller caller) => new("account.profile", "account", caller.UserId.ToString("D"), caller.Name);

    private static ProfileView View(Account account) => new(account.DisplayName, account.Theme, account.TimeZone);

    private static Dictionary<string, string?> Facts(ProfileView profile)
        => new(StringComparer.Ordinal) { ["displayName"] = profile.DisplayName, ["theme"] = profile.Theme, ["timeZone"] = profile.TimeZone };
}
