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

    /// <summary>In the caller's transaction: whether the person is asked after the password, as they want it themselves.</summary>
    public static Task SetAskedAsync(NexusDb db, Guid accountId, bool asked, CancellationToken cancellationToken)
        => db.Users.Where(account => account.Id == accountId).ExecuteUpdateAsync(set => set.SetProperty(account => account.TwoFactorEnabled, asked), cancellationToken);

    /// <summary>In the caller's transaction: all second factors of an account go, apps, recovery codes and passkeys; who calls sees to the account's own row.</summary>
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
