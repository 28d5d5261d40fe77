using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Tickets;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.Passkeys;

/// <summary>
/// WebAuthn's two ceremonies, for one request: the challenge travels in a sealed ticket, which the first right answer spends. Checks of
/// origin, signature, counter and user verification are Identity's.
/// </summary>
internal sealed class PasskeyCeremony(UserManager<Account> accounts, IPasskeyHandler<Account> handler, NexusDb db, TicketOffice tickets, PasskeyList list, AccessAudit audit, AuditTrail trail, TimeProvider time)
{
    private const int LongestAnswer = 64 * 1024;

    /// <summary>Asks for any passkey of this site, or for one of the account's.</summary>
    public async Task<PasskeyOptionsView> AskAsync(TicketKind kind, Account? account, HttpContext context)
    {
        var made = await handler.MakeRequestOptionsAsync(account, context);
        return new PasskeyOptionsView(JsonSerializer.Deserialize<JsonElement>(made.RequestOptionsJson), tickets.Issue(kind, account, PasskeyOrigin.Life, made.AssertionState ?? ""));
    }

    /// <summary>Asks for a new passkey.</summary>
    public async Task<PasskeyOptionsView> AskNewAsync(Account account, HttpContext context)
    {
        var name = account.UserName ?? "";
        var made = await handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = account.Id.ToString("D"), Name = name, DisplayName = name }, context);
        return new PasskeyOptionsView(JsonSerializer.Deserialize<JsonElement>(made.CreationOptionsJson), tickets.Issue(TicketKind.PasskeyAdd, account, PasskeyOrigin.Life, made.AttestationState ?? ""));
    }

    /// <summary>Whose passkey answered; with <paramref name="account"/> it must be theirs.</summary>
    public async Task<Result<Account>> CheckAsync(TicketKind kind, Account? account, PasskeyAnswer answer, HttpContext context)
    {
        if (tickets.Read(kind, answer.State) is not { } ticket || (account is not null && !ticket.Fits(account)))
        {
            return PasskeyErrors.TooLate();
        }

        var found = answer.Credential is { Length: > 0 and <= LongestAnswer }
            ? await handler.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = context, CredentialJson = answer.Credential, AssertionState = ticket.Content })
            : null;
        if (found is not { Succeeded: true, User: { } user, Passkey: { } passkey } || !SignIn.MayEnter(user))
        {
            var source = context.Connection.RemoteIpAddress;
            await audit.RefusedOnceAsync(AccessAudit.Stranger(account ?? found?.User, null, source), Action(kind), source, PasskeyErrors.Refused(), context.RequestAborted);
            return PasskeyErrors.Refused();
        }

        if (!await tickets.SpendAsync(ticket, context.RequestAborted))
        {
            return PasskeyErrors.TooLate();
        }

        // Keeps the counter: an answer with a lower one comes from a copy.
        await accounts.AddOrUpdatePasskeyAsync(user, passkey);
        await list.UsedAsync(passkey.CredentialId, context.RequestAborted);
        return user;
    }

    /// <summary>Keeps a new passkey, and does what comes with it in the same transaction; <paramref name="whyNot"/> is asked first.</summary>
    public Task<Result<PasskeyView>> AddAsync(Account account, NewPasskeyRequest request, HttpContext context, Func<Error?>? whyNot = null, Func<Task>? also = null)
    {
        var who = context.User.TryCaller() is { } caller && caller.UserId == account.Id ? caller : AccessAudit.Stranger(account, null, context.Connection.RemoteIpAddress);
        var act = new AuditAct("passkey.add", "account", account.Id.ToString("D"), account.UserName);
        return trail.WatchAsync<PasskeyView>(who, act, async () => whyNot?.Invoke() is { } error ? error : await AddItAsync(who, act, account, request, context, also), context.RequestAborted);
    }

    private async Task<Result<PasskeyView>> AddItAsync(Caller who, AuditAct act, Account account, NewPasskeyRequest request, HttpContext context, Func<Task>? also)
    {
        if (PasskeyList.Named(request.Name) is not { } name)
        {
            return PasskeyErrors.BadName();
        }

        if (tickets.Read(TicketKind.PasskeyAdd, request.State) is not { } ticket || !ticket.Fits(account))
        {
            return PasskeyErrors.TooLate();
        }

        if ((await accounts.GetPasskeysAsync(account)).Count >= PasskeyList.Most)
        {
            return PasskeyErrors.TooMany(PasskeyList.Most);
        }

        var made = request.Credential is { Length: > 0 and <= LongestAnswer }
            ? await handler.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = context, CredentialJson = request.Credential, AttestationState = ticket.Content })
            : null;
        if (made is not { Succeeded: true, Passkey: { } passkey })
        {
            return PasskeyErrors.NotMade();
        }

        var facts = new PasskeyFacts { CredentialId = passkey.CredentialId, Id = Guid.CreateVersion7(), Name = name, Site = context.Request.Host.Host, CreatedAt = time.GetUtcNow() };
        await using var transaction = await db.Database.BeginTransactionAsync(context.RequestAborted);
        if (!await TicketOffice.SpendAsync(db, ticket, context.RequestAborted))
        {
            return PasskeyErrors.TooLate();
        }

        await accounts.AddOrUpdatePasskeyAsync(account, passkey);
        db.Add(facts);
        trail.Add(db, who, act with { After = new Dictionary<string, string?>(StringComparer.Ordinal) { ["passkeyName"] = name } });
        await db.SaveChangesAsync(context.RequestAborted);
        if (also is not null)
        {
            await also();
        }

        await transaction.CommitAsync(context.RequestAborted);
        return new PasskeyView(facts.Id, facts.Name, facts.Site, facts.CreatedAt, null);
    }

    private static string Action(TicketKind kind) => kind switch
    {
        TicketKind.PasskeySignIn => AccessAudit.SignIn,
        TicketKind.PasskeySecondStep => AccessAudit.SecondStep,
        _ => "account.proof",
    };
}
