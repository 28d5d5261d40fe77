using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.People;
using NexusQuantum.Web.Features.Access.Tokens;

namespace NexusQuantum.Web.Features.Access.OwnAccount;

/// <summary>The caller's own profile. Name and theme reach a browser when its person signs in.</summary>
internal sealed class Profiles(IDbContextFactory<NexusDb> databases, AuditTrail trail)
{
    public async Task<Result<ProfileView>> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(one => one.Id == caller.UserId, cancellationToken) is { } account
            ? new ProfileView(account.DisplayName, account.Theme)
            : OwnAccountErrors.Gone();
    }

    public async Task<Result<ProfileView>> SaveAsync(Caller caller, ProfileRequest wanted, CancellationToken cancellationToken)
    {
        if (!DisplayNames.TryRead(wanted.DisplayName, out var name))
        {
            return PeopleErrors.BadDisplayName();
        }

        if (wanted.Theme is not (null or "dark" or "light"))
        {
            return OwnAccountErrors.BadTheme();
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

        if (!string.Equals(account.DisplayName, name, StringComparison.Ordinal))
        {
            trail.Add(db, caller, new AuditAct("account.rename", "account", account.Id.ToString("D"), account.UserName)
            {
                Before = new Dictionary<string, string?>(StringComparer.Ordinal) { ["displayName"] = account.DisplayName },
                After = new Dictionary<string, string?>(StringComparer.Ordinal) { ["displayName"] = name },
            });
        }

        (account.DisplayName, account.Theme) = (name, wanted.Theme);
        await db.SaveChangesAsync(cancellationToken);
        return new ProfileView(name, wanted.Theme);
    }
}
