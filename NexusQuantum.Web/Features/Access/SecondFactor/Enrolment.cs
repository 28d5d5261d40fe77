using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Passkeys;

namespace NexusQuantum.Web.Features.Access.SecondFactor;

/// <summary>Sets up the second factor of somebody who may not come in without one. Factor, recovery codes and the audit's rows are one transaction.</summary>
internal sealed class Enrolment(NexusDb db, AuthenticatorApps apps, PasskeyCeremony ceremony, RecoveryCodes codes, AuditTrail trail)
{
    /// <summary>The app whose first code this is; answers the recovery codes.</summary>
    public Task<Result<ImmutableArray<string>>> AppAsync(Account account, string? ticket, string? code, HttpContext context)
    {
        var who = AccessAudit.Stranger(account, null, context.Connection.RemoteIpAddress);
        var act = new AuditAct("second-factor.add", "account", account.Id.ToString("D"), account.UserName) { Note = "Set up while signing in." };
        return trail.WatchAsync<ImmutableArray<string>>(who, act, async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(context.RequestAborted);
            var confirmed = await apps.ConfirmAsync(db, account, ticket, code, context.RequestAborted);
            if (!confirmed.Ok)
            {
                return confirmed.Error;
            }

            trail.Add(db, who, act);
            var made = await codes.MakeAsync(db, account.Id, context.RequestAborted);
            await transaction.CommitAsync(context.RequestAborted);
            return made;
        }, context.RequestAborted);
    }

    /// <summary>The passkey that was made; answers the recovery codes.</summary>
    public async Task<Result<ImmutableArray<string>>> PasskeyAsync(Account account, NewPasskeyRequest request, HttpContext context)
    {
        ImmutableArray<string> made = [];
        var added = await ceremony.AddAsync(account, request, context, also: async () =>
        {
            await SecondFactors.SetAskedAsync(db, account.Id, true, context.RequestAborted);
            made = await codes.MakeAsync(db, account.Id, context.RequestAborted);
        });
        return added.Ok ? made : added.Error;
    }
}
