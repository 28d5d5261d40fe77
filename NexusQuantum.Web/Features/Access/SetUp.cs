using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Features.Access;

/// <summary>Makes the first administrator, once: the page and <c>POST /v1/setup</c> end here.</summary>
internal sealed partial class SetUp(UserManager<Account> accounts, NexusDb db, SetUpCode code, SignInThrottle throttle, AccessAudit audit, AuditTrail trail, TimeProvider time, ILogger<SetUp> logger)
{
    private const string Action = "portal.setup";
    private const long Lock = 0x6e65787573; // "nexus": any number, the same in all replicas

    public async Task<Result<Account>> RunAsync(string? givenCode, string? userName, string? password, IPAddress? source, CancellationToken cancellationToken)
    {
        var made = await MakeAsync(givenCode, userName, password, source, cancellationToken);
        if (made.Error is { Type: "setup-code-wrong" or "sign-in-paused" } error)
        {
            await audit.RefusedAsync(AccessAudit.Stranger(null, userName?.Trim(), source), Action, source, error, null, cancellationToken);
        }

        return made;
    }

    private async Task<Result<Account>> MakeAsync(string? givenCode, string? userName, string? password, IPAddress? source, CancellationToken cancellationToken)
    {
        if (!await code.IsOpenAsync(cancellationToken))
        {
            return AccessErrors.SetUpDone();
        }

        // Limited for all sources together: there is one code, and 10 tries a minute never find it.
        var begun = await throttle.BeginAsync("setup", "", source, cancellationToken);
        if (!begun.Ok)
        {
            return begun.Error;
        }

        using var attempt = begun.Value;
        if (!await code.MatchesAsync(givenCode, cancellationToken))
        {
            // While this one waited for its turn, another may have made the administrator, and the code went with that.
            return await code.IsOpenAsync(cancellationToken) ? AccessErrors.WrongCode() : AccessErrors.SetUpDone();
        }

        await attempt.RightAsync(cancellationToken);

        // Two posts at once, perhaps at two replicas: the second waits here and then finds the first one's account.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
        if (await db.Users.AnyAsync(account => !account.IsService, cancellationToken))
        {
            return AccessErrors.SetUpDone();
        }

        var account = new Account { Id = Guid.CreateVersion7(), UserName = (userName ?? "").Trim(), CreatedAt = time.GetUtcNow() };
        var made = await accounts.CreateAsync(account, password ?? "");
        if (!made.Succeeded)
        {
            return AccessErrors.BadAccount(made.Errors);
        }

        db.Add(new RoleGrantRow { Id = Guid.CreateVersion7(), AccountId = account.Id, RoleId = Role.Administrator.Id, GrantedAt = time.GetUtcNow(), GrantedBy = "set-up code" });
        trail.Add(db, AccessAudit.Stranger(account, null, source), new AuditAct(Action, "account", account.Id.ToString("D"), account.UserName) { Note = "The first administrator was made." });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        code.Close();
        Log.Made(logger, account.UserName);
        return account;
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Information, "The first administrator was made: {Name}")]
        public static partial void Made(ILogger logger, string name);
    }
}
