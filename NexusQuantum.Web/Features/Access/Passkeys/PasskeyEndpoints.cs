using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.OwnAccount;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Features.Access.Tickets;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.Passkeys;

/// <summary>A person's own passkeys. Adding one, and proving oneself by one, needs a browser at our own origin.</summary>
internal static class PasskeyEndpoints
{
    public static void Map(RouteGroupBuilder account)
    {
        account.MapGet("/passkeys", ListAsync).WithName("listPasskeys");
        account.MapPost("/passkeys/options", AskNewAsync).WithName("askForPasskey").WithMetadata(NoIdempotencyMetadata.Value);
        account.MapPost("/passkeys", AddAsync).WithName("addPasskey").WithMetadata(NoIdempotencyMetadata.Value);
        account.MapPatch("/passkeys/{id:guid}", RenameAsync).WithName("renamePasskey");
        account.MapDelete("/passkeys/{id:guid}", DeleteAsync).WithName("deletePasskey");
        account.MapPost("/proof/passkey/options", AskProofAsync).WithName("askForPasskeyProof").WithMetadata(NoIdempotencyMetadata.Value);
        account.MapPost("/proof/passkey", ProveAsync).WithName("proveMyselfByPasskey").WithMetadata(NoIdempotencyMetadata.Value);
    }

    private static async Task<Ok<PasskeyPage>> ListAsync(ClaimsPrincipal user, PasskeyList list, CancellationToken cancellationToken)
        => TypedResults.Ok(new PasskeyPage(await list.ReadAsync(user.ToCaller().UserId, cancellationToken), null));

    private static async Task<Results<Ok<PasskeyOptionsView>, ProblemResult>> AskNewAsync([FromHeader(Name = OwnAccountEndpoints.ProofHeader)] string? proof, HttpContext context, UserManager<Account> accounts, PasskeyCeremony ceremony, Proofs proofs)
    {
        var caller = context.User.ToCaller();
        return await accounts.FindByIdAsync(caller.UserId.ToString("D")) is not { } account ? OwnAccountErrors.Gone().ToHttp()
            : proofs.WhyNot(caller, account, proof) is { } error ? error.ToHttp()
            : TypedResults.Ok(await ceremony.AskNewAsync(account, context));
    }

    private static async Task<Results<Created<PasskeyView>, ProblemResult>> AddAsync(NewPasskeyRequest request, [FromHeader(Name = OwnAccountEndpoints.ProofHeader)] string? proof, HttpContext context, UserManager<Account> accounts, PasskeyCeremony ceremony, Proofs proofs)
    {
        var caller = context.User.ToCaller();
        if (await accounts.FindByIdAsync(caller.UserId.ToString("D")) is not { } account)
        {
            return OwnAccountErrors.Gone().ToHttp();
        }

        var added = await ceremony.AddAsync(account, request, context, () => proofs.WhyNot(caller, account, proof));
        return added.Ok ? TypedResults.Created($"/v1/account/passkeys/{added.Value.Id}", added.Value) : added.Error.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemResult>> RenameAsync(Guid id, PasskeyRenameRequest request, ClaimsPrincipal user, OwnSecondFactors own, CancellationToken cancellationToken)
        => (await own.RenamePasskeyAsync(user.ToCaller(), id, request.Name, cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(Guid id, [FromHeader(Name = OwnAccountEndpoints.ProofHeader)] string? proof, ClaimsPrincipal user, OwnSecondFactors own, CancellationToken cancellationToken)
        => (await own.DeletePasskeyAsync(user.ToCaller(), proof, id, cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();

    private static async Task<Results<Ok<PasskeyOptionsView>, ProblemResult>> AskProofAsync(HttpContext context, UserManager<Account> accounts, PasskeyCeremony ceremony)
        => await accounts.FindByIdAsync(context.User.ToCaller().UserId.ToString("D")) is { } account
            ? TypedResults.Ok(await ceremony.AskAsync(TicketKind.PasskeyProof, account, context))
            : OwnAccountErrors.Gone().ToHttp();

    private static async Task<Results<Ok<ProofView>, ProblemResult>> ProveAsync(PasskeyProofRequest request, HttpContext context, UserManager<Account> accounts, PasskeyCeremony ceremony, Proofs proofs)
    {
        var caller = context.User.ToCaller();
        if (await accounts.FindByIdAsync(caller.UserId.ToString("D")) is not { } account)
        {
            return OwnAccountErrors.Gone().ToHttp();
        }

        var proven = await ceremony.CheckAsync(TicketKind.PasskeyProof, account, new PasskeyAnswer(request.Credential, request.State), context);
        return proven.Ok ? TypedResults.Ok(await proofs.IssueAsync(caller, account, context.RequestAborted)) : proven.Error.ToHttp();
    }
}
