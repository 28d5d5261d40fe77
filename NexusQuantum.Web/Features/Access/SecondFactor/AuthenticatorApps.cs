using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Tickets;
using Npgsql;

namespace NexusQuantum.Web.Features.Access.SecondFactor;

/// <summary>Makes, proves and asks the secrets of authenticator apps.</summary>
internal sealed class AuthenticatorApps(NpgsqlDataSource data, Seal seal, TicketOffice tickets, TimeProvider time)
{
    private const string Issuer = "Nexus Quantum";

    private static readonly TimeSpan OfferLife = TimeSpan.FromMinutes(15);

    /// <summary>A new secret, kept in the ticket only until <see cref="ConfirmAsync"/>; an app in use stays good meanwhile.</summary>
    public AuthenticatorOffer Offer(Account account)
    {
        var secret = Base32.Encode(RandomNumberGenerator.GetBytes(Totp.SecretBytes));
        return Describe(account, secret, tickets.Issue(TicketKind.Authenticator, account, OfferLife, secret));
    }

    /// <summary>The same offer shown again, after a wrong code; null when it is too old.</summary>
    public AuthenticatorOffer? Again(Account account, string? ticket)
        => tickets.Read(TicketKind.Authenticator, ticket) is { } offer && offer.Fits(account) ? Describe(account, offer.Content, ticket ?? "") : null;

    /// <summary>In the caller's transaction, the first code: from its end on the app is asked for.</summary>
    public async Task<Result<Done>> ConfirmAsync(NexusDb db, Account account, string? ticket, string? code, CancellationToken cancellationToken)
    {
        if (tickets.Read(TicketKind.Authenticator, ticket) is not { } offer || !offer.Fits(account))
        {
            return SecondFactorErrors.OfferGone();
        }

        var secret = Base32.Decode(offer.Content);
        if (Totp.Match(secret, SecondFactors.Plain(code), time.GetUtcNow()) is not { } step)
        {
            return SecondFactorErrors.WrongFirstCode();
        }

        if (!await TicketOffice.SpendAsync(db, offer, cancellationToken))
        {
            return SecondFactorErrors.OfferGone();
        }

        var (kept, now) = (seal.Protect(secret, Purpose(account.Id)), time.GetUtcNow());
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO authenticator_keys (account_id, secret, created_at, last_step) VALUES ({account.Id}, {kept}, {now}, {step})
            ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at, last_step = excluded.last_step
            """, cancellationToken);
        await SecondFactors.SetAskedAsync(db, account.Id, true, cancellationToken);
        return Done.Value;
    }

    /// <summary>Whether this is a code of the account's app that was not taken before, at this portal or another.</summary>
    public async Task<bool> AcceptAsync(Guid accountId, string code, CancellationToken cancellationToken)
    {
        await using var find = data.CreateCommand("SELECT secret FROM authenticator_keys WHERE account_id = @id");
        find.Parameters.AddWithValue("id", accountId);
        if (await find.ExecuteScalarAsync(cancellationToken) is not byte[] kept || Totp.Match(seal.Unprotect(kept, Purpose(accountId)), code, time.GetUtcNow()) is not { } step)
        {
            return false;
        }

        await using var take = data.CreateCommand("UPDATE authenticator_keys SET last_step = @step WHERE account_id = @id AND last_step < @step");
        take.Parameters.AddWithValue("id", accountId);
        take.Parameters.AddWithValue("step", step);
        return await take.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>As the apps read it: https://github.com/google/google-authenticator/wiki/Key-Uri-Format.</summary>
    private static AuthenticatorOffer Describe(Account account, string secret, string ticket)
        => new(ticket, secret, string.Create(CultureInfo.InvariantCulture,
            $"otpauth://totp/{Uri.EscapeDataString(Issuer)}:{Uri.EscapeDataString(account.UserName ?? "")}?secret={secret}&issuer={Uri.EscapeDataString(Issuer)}&algorithm=SHA1&digits={Totp.Digits}&period={Totp.StepSeconds}"));

    private static string Purpose(Guid accountId) => $"authenticator {accountId:D}";
}
