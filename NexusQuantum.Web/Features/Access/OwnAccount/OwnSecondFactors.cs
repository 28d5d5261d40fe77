using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Passkeys;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Features.Access.Sessions;
using Npgsql;

namespace NexusQuantum.Web.Features.Access.OwnAccount;

/// <summary>What a person sees and changes of their own second factors. Every change needs a fresh proof.</summary>
internal sealed class OwnSecondFactors(OwnAccounts own, SecondFactors factors, AuthenticatorApps apps, RecoveryCodes codes, PasskeyList passkeys, SessionBook sessions, AccessAudit audit, NpgsqlDataSource data)
{
    public Task<Result<SecurityView>> ReadAsync(Caller caller, CancellationToken cancellationToken)
        => own.WithAsync<SecurityView>(caller, async (_, account) =>
        {
            var has = await factors.OfAsync(account.Id, cancellationToken);
            await using var command = data.CreateCommand("SELECT created_at FROM authenticator_keys WHERE account_id = @id");
            command.Parameters.AddWithValue("id", account.Id);
            var since = await command.ExecuteScalarAsync(cancellationToken) is DateTime at ? new DateTimeOffset(at, TimeSpan.Zero) : (DateTimeOffset?)null;
            return new SecurityView(account.UserName ?? "", account.PasswordHash is not null, since, has.Asked && has.Any, has.Required,
                await codes.LeftAsync(account.Id, cancellationToken), await passkeys.ReadAsync(account.Id, cancellationToken));
        });

    public Task<Result<AuthenticatorOffer>> OfferAppAsync(Caller caller, string? proof)
        => own.WithProofAsync<AuthenticatorOffer>(caller, proof, account => Task.FromResult<Result<AuthenticatorOffer>>(apps.Offer(account)));

    /// <summary>Sets the app up; the first second factor brings recovery codes along.</summary>
    public Task<Result<ImmutableArray<string>>> ConfirmAppAsync(Caller caller, string? proof, string? ticket, string? code, CancellationToken cancellationToken)
        => audit.WatchAsync(caller, Act("second-factor.add", caller), () => own.WithProofAsync<ImmutableArray<string>>(caller, proof, async account =>
        {
            var confirmed = await apps.ConfirmAsync(account, ticket, code, cancellationToken);
            return confirmed.Ok ? await codes.MakeFirstAsync(account.Id, cancellationToken) : confirmed.Error;
        }), cancellationToken);

    public Task<Result<Done>> RemoveAppAsync(Caller caller, string? proof, CancellationToken cancellationToken)
        => audit.WatchAsync(caller, Act("second-factor.remove", caller), () => own.WithProofAsync<Done>(caller, proof, async account =>
        {
            var has = await factors.OfAsync(account.Id, cancellationToken);
            if (!has.App)
            {
                return SecondFactorErrors.NothingToRemove();
            }

            if (has is { Required: true, Passkeys: 0 })
            {
                return SecondFactorErrors.Demanded();
            }

            await apps.RemoveAsync(account.Id, cancellationToken);
            return await WeakenedAsync(caller, has with { App = false }, cancellationToken);
        }), cancellationToken);

    /// <summary>Whether the person is asked for a second step after the password; where a role demands it, they always are.</summary>
    public Task<Result<ImmutableArray<string>>> SetSecondStepAsync(Caller caller, string? proof, bool asked, CancellationToken cancellationToken)
        => audit.WatchAsync(caller, Act("second-factor.ask", caller) with { After = Facts("asked", asked ? "after the password" : "never") }, () => own.WithProofAsync<ImmutableArray<string>>(caller, proof, async account =>
        {
            var has = await factors.OfAsync(account.Id, cancellationToken);
            if (asked)
            {
                if (!has.Any)
                {
                    return SecondFactorErrors.NothingToAsk();
                }

                await factors.SetAskedAsync(account.Id, true, cancellationToken);
                return await codes.MakeFirstAsync(account.Id, cancellationToken);
            }

            if (has.Required)
            {
                return SecondFactorErrors.Demanded();
            }

            await factors.SetAskedAsync(account.Id, false, cancellationToken);
            await sessions.EndOthersAsync(caller, account.Id, caller.Origin.CredentialId, cancellationToken);
            return ImmutableArray<string>.Empty;
        }), cancellationToken);

    public Task<Result<ImmutableArray<string>>> NewCodesAsync(Caller caller, string? proof, CancellationToken cancellationToken)
        => audit.WatchAsync(caller, Act("second-factor.recovery", caller), () => own.WithProofAsync<ImmutableArray<string>>(caller, proof, async account
            => (await factors.OfAsync(account.Id, cancellationToken)).Any ? await codes.MakeAsync(account.Id, cancellationToken) : SecondFactorErrors.NothingToAsk()), cancellationToken);

    /// <summary>A name opens nothing, so it needs no proof.</summary>
    public Task<Result<Done>> RenamePasskeyAsync(Caller caller, Guid id, string? name, CancellationToken cancellationToken)
        => passkeys.RenameAsync(caller.UserId, id, name, cancellationToken);

    public Task<Result<Done>> DeletePasskeyAsync(Caller caller, string? proof, Guid id, CancellationToken cancellationToken)
        => audit.WatchAsync(caller, Act("passkey.remove", caller) with { Before = Facts("passkeyId", id.ToString("D")) }, () => own.WithProofAsync<Done>(caller, proof, async account =>
        {
            var has = await factors.OfAsync(account.Id, cancellationToken);
            if (has is { Required: true, App: false, Passkeys: 1 })
            {
                return SecondFactorErrors.Demanded();
            }

            var gone = await passkeys.DeleteAsync(account.Id, id, cancellationToken);
            return gone.Ok ? await WeakenedAsync(caller, has with { Passkeys = has.Passkeys - 1 }, cancellationToken) : gone;
        }), cancellationToken);

    private static AuditAct Act(string action, Caller caller) => new(action, "account", caller.UserId.ToString("D"), caller.Name);

    private static Dictionary<string, string?> Facts(string name, string value) => new(StringComparer.Ordinal) { [name] = value };

    /// <summary>With the last factor go the wish to be asked and the codes that stood in for it; whoever came in by it goes too.</summary>
    private async Task<Result<Done>> WeakenedAsync(Caller caller, Factors left, CancellationToken cancellationToken)
    {
        if (!left.Any)
        {
            await factors.ForgetAsync(caller.UserId, cancellationToken);
        }

        await sessions.EndOthersAsync(caller, caller.UserId, caller.Origin.CredentialId, cancellationToken);
        return Done.Value;
    }
}
