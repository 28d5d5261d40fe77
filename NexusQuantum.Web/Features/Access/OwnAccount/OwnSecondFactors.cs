using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Passkeys;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Features.Access.Tokens;
using Npgsql;

namespace NexusQuantum.Web.Features.Access.OwnAccount;

/// <summary>What a person sees and changes of their own second factors. Every change needs a fresh proof.</summary>
internal sealed class OwnSecondFactors(OwnAccounts own, OwnChange change, SecondFactors factors, AuthenticatorApps apps, RecoveryCodes codes, PasskeyList passkeys, SessionBook sessions, SignInThrottle throttle, AuditTrail trail, NpgsqlDataSource data)
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
    {
        var act = OwnChange.Act("second-factor.add", caller);
        return change.ProvedAsync<ImmutableArray<string>>(caller, proof, act, async (db, account) =>
        {
            var confirmed = await apps.ConfirmAsync(db, account, ticket, code, cancellationToken);
            if (!confirmed.Ok)
            {
                return confirmed.Error;
            }

            trail.Add(db, caller, act);
            return await codes.MakeFirstAsync(db, account.Id, cancellationToken);
        }, cancellationToken);
    }

    public Task<Result<Done>> RemoveAppAsync(Caller caller, string? proof, CancellationToken cancellationToken)
    {
        var act = OwnChange.Act("second-factor.remove", caller);
        return WeakenAsync(caller, proof, act, has => !has.App ? SecondFactorErrors.NothingToRemove() : has is { Required: true, Passkeys: 0 } ? SecondFactorErrors.Demanded() : null,
            async (db, has) =>
            {
                await db.Set<AuthenticatorKey>().Where(key => key.AccountId == caller.UserId).ExecuteDeleteAsync(cancellationToken);
                trail.Add(db, caller, act);
                return has with { App = false };
            }, cancellationToken);
    }

    /// <summary>Whether the person is asked for a second step after the password; where a role demands it, they always are.</summary>
    public Task<Result<ImmutableArray<string>>> SetSecondStepAsync(Caller caller, string? proof, bool asked, CancellationToken cancellationToken)
    {
        var act = OwnChange.Act("second-factor.ask", caller) with { After = Facts("asked", asked ? "after the password" : "never") };
        return change.ProvedAsync<ImmutableArray<string>>(caller, proof, act, async (db, account) =>
        {
            var has = await factors.OfAsync(account.Id, cancellationToken);
            if (asked ? !has.Any : has.Required)
            {
                return asked ? SecondFactorErrors.NothingToAsk() : SecondFactorErrors.Demanded();
            }

            await SecondFactors.SetAskedAsync(db, account.Id, asked, cancellationToken);
            trail.Add(db, caller, act);
            if (asked)
            {
                return await codes.MakeFirstAsync(db, account.Id, cancellationToken);
            }

            await sessions.EndOthersAsync(db, caller, account.Id, caller.Origin.CredentialId, cancellationToken);
            return ImmutableArray<string>.Empty;
        }, cancellationToken);
    }

    public Task<Result<ImmutableArray<string>>> NewCodesAsync(Caller caller, string? proof, CancellationToken cancellationToken)
    {
        var act = OwnChange.Act("second-factor.recovery", caller);
        return change.ProvedAsync<ImmutableArray<string>>(caller, proof, act, async (db, account) =>
        {
            if (!(await factors.OfAsync(account.Id, cancellationToken)).Any)
            {
                return SecondFactorErrors.NothingToAsk();
            }

            trail.Add(db, caller, act);
            return await codes.MakeAsync(db, account.Id, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>A name opens nothing, so it needs no proof; a limited token changes none all the same.</summary>
    public Task<Result<Done>> RenamePasskeyAsync(Caller caller, Guid id, string? name, CancellationToken cancellationToken)
    {
        var act = OwnChange.Act("passkey.rename", caller);
        return change.RunAsync<Done>(caller, act, async (db, account) =>
        {
            if (await TokenLimits.WhyNotAsync(db, caller, cancellationToken) is { } limited)
            {
                return limited;
            }

            if (PasskeyList.Named(name) is not { } good)
            {
                return PasskeyErrors.BadName();
            }

            if (await PasskeyList.FindAsync(db, account.Id, id, cancellationToken) is not { } passkey)
            {
                return PasskeyErrors.NotFound(id);
            }

            trail.Add(db, caller, act with { Before = Facts("passkeyName", passkey.Name), After = Facts("passkeyName", good) });
            passkey.Name = good;
            return Done.Value;
        }, cancellationToken);
    }

    public Task<Result<Done>> DeletePasskeyAsync(Caller caller, string? proof, Guid id, CancellationToken cancellationToken)
    {
        var act = OwnChange.Act("passkey.remove", caller) with { Before = Facts("passkeyId", id.ToString("D")) };
        return WeakenAsync(caller, proof, act, has => has is { Required: true, App: false, Passkeys: 1 } ? SecondFactorErrors.Demanded() : null,
            async (db, has) =>
            {
                if (await PasskeyList.FindAsync(db, caller.UserId, id, cancellationToken) is not { } passkey)
                {
                    return PasskeyErrors.NotFound(id);
                }

                await PasskeyList.DeleteAsync(db, passkey, cancellationToken);
                trail.Add(db, caller, act with { Before = new Dictionary<string, string?>(StringComparer.Ordinal) { ["passkeyId"] = id.ToString("D"), ["passkeyName"] = passkey.Name } });
                return has with { Passkeys = has.Passkeys - 1 };
            }, cancellationToken);
    }

    private static Dictionary<string, string?> Facts(string name, string value) => new(StringComparer.Ordinal) { [name] = value };

    /// <summary>With the last factor go the wish to be asked and the codes that stood in for it; whoever came in by it goes too.</summary>
    private async Task<Result<Done>> WeakenAsync(Caller caller, string? proof, AuditAct act, Func<Factors, Error?> whyNot, Func<NexusDb, Factors, Task<Result<Factors>>> take, CancellationToken cancellationToken)
    {
        var left = await change.ProvedAsync<Factors>(caller, proof, act, async (db, account) =>
        {
            var has = await factors.OfAsync(account.Id, cancellationToken);
            if (whyNot(has) is { } error)
            {
                return error;
            }

            var rest = await take(db, has);
            if (rest is { Ok: true, Value.Any: false })
            {
                await SecondFactors.ForgetAsync(db, account.Id, cancellationToken);
                await SecondFactors.SetAskedAsync(db, account.Id, false, cancellationToken);
            }

            if (rest.Ok)
            {
                await sessions.EndOthersAsync(db, caller, account.Id, caller.Origin.CredentialId, cancellationToken);
            }

            return rest;
        }, cancellationToken);
        if (left is { Ok: true, Value.Any: false })
        {
            await throttle.ForgetAsync("code", caller.UserId.ToString("D"), cancellationToken);
        }

        return left.Ok ? Done.Value : left.Error;
    }
}
