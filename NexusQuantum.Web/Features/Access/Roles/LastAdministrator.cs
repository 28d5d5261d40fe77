using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.Roles;

/// <summary>
/// Keeps one administrator who can come in whatever happens: a person that is not disabled, has a password or a passkey of this portal,
/// and whose role no provider gave. Every change that may take one away locks first, changes, saves, asks, and commits only then.
/// </summary>
internal static class LastAdministrator
{
    private const long Lock = 0x6e7861646d; // "nxadm": any number, the same in all replicas

    /// <summary>Two administrators who disable each other at once: the second waits here, and then finds itself the last.</summary>
    public static Task LockAsync(NexusDb db, CancellationToken cancellationToken)
        => db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);

    /// <summary>Null when one remains after what was saved in this transaction.</summary>
    public static async Task<Error?> WhyNotAsync(NexusDb db, CancellationToken cancellationToken)
        => await db.Users.AnyAsync(account => account.DisabledAt == null && !account.IsService
            && (account.PasswordHash != null || db.Set<Microsoft.AspNetCore.Identity.IdentityUserPasskey<Guid>>().Any(passkey => passkey.UserId == account.Id))
            && db.Set<RoleGrantRow>().Any(grant => grant.AccountId == account.Id && grant.RoleId == Role.Administrator.Id && grant.ProjectId == null && grant.ProviderId == null), cancellationToken)
            ? null
            : GrantErrors.LastAdministrator();
}
