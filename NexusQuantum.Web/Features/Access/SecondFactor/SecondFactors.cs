using System.Net;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Web.Features.Access.SecondFactor;

/// <summary>The step after the password: whether there is one, and whether what was given passes it.</summary>
internal sealed class SecondFactors(NpgsqlDataSource data, AuthenticatorApps apps, RecoveryCodes codes, SignInThrottle throttle, AccessAudit audit)
{
    public async Task<Factors> OfAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand($"""
            SELECT EXISTS (SELECT 1 FROM authenticator_keys WHERE account_id = a.id), (SELECT count(*)::int FROM account_passkeys WHERE user_id = a.id), a.two_factor_enabled,
                {SecondFactorPolicy.Demands}
            FROM accounts a WHERE a.id = @id
            """);
        command.Parameters.AddWithValue("id", accountId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Factors(reader.GetBoolean(0), reader.GetInt32(1), reader.GetBoolean(2), reader.GetBoolean(3))
            : new Factors(false, 0, false, false);
    }

    /// <summary>
    /// Takes a code of the app or a recovery code, each once. Counted like passwords and apart from them: who does not know the
    /// password cannot pause this step.
    /// </summary>
    public async Task<Result<Done>> CheckCodeAsync(Account account, string? given, IPAddress? source, CancellationToken cancellationToken)
    {
        var code = Plain(given);
        if (code.Length is not (Totp.Digits or 12))
        {
            return SecondFactorErrors.WrongCode();
        }

        var answer = await ComputeAsync(account.Id, code, source, cancellationToken);
        if (!answer.Ok)
        {
            await audit.RefusedAsync(AccessAudit.Stranger(account, null, source), AccessAudit.SecondStep, source, answer.Error, code.Length == Totp.Digits ? "A code of the app." : "A recovery code.", cancellationToken);
        }

        return answer;
    }

    /// <summary>Whether the person is asked after the password, as they want it themselves.</summary>
    public async Task SetAskedAsync(Guid accountId, bool asked, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("UPDATE accounts SET two_factor_enabled = @asked WHERE id = @id");
        command.Parameters.AddWithValue("id", accountId);
        command.Parameters.AddWithValue("asked", asked);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>All second factors of an account go, for whoever resets it: apps, recovery codes, passkeys.</summary>
    public async Task ForgetAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("""
            WITH apps AS (DELETE FROM authenticator_keys WHERE account_id = @id), codes AS (DELETE FROM recovery_codes WHERE account_id = @id),
                keys AS (DELETE FROM account_passkeys WHERE user_id = @id)
            UPDATE accounts SET two_factor_enabled = false WHERE id = @id
            """);
        command.Parameters.AddWithValue("id", accountId);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await throttle.ForgetAsync("code", accountId.ToString("D"), cancellationToken);
    }

    /// <summary>The same in the caller's transaction; who calls has the account's own row at hand.</summary>
    public static Task ForgetAsync(NexusDb db, Guid accountId, CancellationToken cancellationToken)
        => db.Database.ExecuteSqlAsync($"""
            WITH apps AS (DELETE FROM authenticator_keys WHERE account_id = {accountId}), codes AS (DELETE FROM recovery_codes WHERE account_id = {accountId})
            DELETE FROM account_passkeys WHERE user_id = {accountId}
            """, cancellationToken);

    /// <summary>As people type it: spaces and hyphens between do not count, nor does case.</summary>
    internal static string Plain(string? code)
        => code is { Length: <= 40 } ? string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant() : "";

    private async Task<Result<Done>> ComputeAsync(Guid accountId, string code, IPAddress? source, CancellationToken cancellationToken)
    {
        var begun = await throttle.BeginAsync("code", accountId.ToString("D"), source, cancellationToken);
        if (!begun.Ok)
        {
            return begun.Error;
        }

        using var attempt = begun.Value;
        var right = code.Length == Totp.Digits ? await apps.AcceptAsync(accountId, code, cancellationToken) : await codes.SpendAsync(accountId, code, cancellationToken);
        if (!right)
        {
            return SecondFactorErrors.WrongCode();
        }

        await attempt.RightAsync(cancellationToken);
        return Done.Value;
    }
}
