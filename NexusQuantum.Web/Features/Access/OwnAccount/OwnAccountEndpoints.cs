using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.OwnAccount;

/// <summary>A person's own ways to sign in, for programs and for the scripts of the page: only these see the request's origin.</summary>
internal static class OwnAccountEndpoints
{
    public const string ProofHeader = "Nexus-Proof";

    public static void Map(RouteGroupBuilder account)
    {
        account.MapGet("/security", ReadAsync).WithName("getSecurity");
        account.MapPost("/proof", ProveAsync).WithName("proveMyself").WithMetadata(NoIdempotencyMetadata.Value);
        account.MapPost("/password", ChangePasswordAsync).WithName("changePassword").WithMetadata(NoIdempotencyMetadata.Value);
        account.MapPut("/second-step", SetSecondStepAsync).WithName("setSecondStep").WithMetadata(NoIdempotencyMetadata.Value);
        account.MapPost("/authenticator", OfferAppAsync).WithName("offerAuthenticator").WithMetadata(NoIdempotencyMetadata.Value);
        account.MapPost("/authenticator/confirm", ConfirmAppAsync).WithName("confirmAuthenticator").WithMetadata(NoIdempotencyMetadata.Value);
        account.MapDelete("/authenticator", RemoveAppAsync).WithName("removeAuthenticator");
        account.MapPost("/recovery-codes", NewCodesAsync).WithName("makeRecoveryCodes").WithMetadata(NoIdempotencyMetadata.Value);
    }

    private static async Task<Results<Ok<SecurityView>, ProblemResult>> ReadAsync(ClaimsPrincipal user, OwnSecondFactors own, CancellationToken cancellationToken)
        => (await own.ReadAsync(user.ToCaller(), cancellationToken)) is { Ok: true } found ? TypedResults.Ok(found.Value) : OwnAccountErrors.Gone().ToHttp();

    private static async Task<Results<Ok<ProofView>, ProblemResult>> ProveAsync(ProofRequest request, ClaimsPrincipal user, OwnAccounts own, HttpContext context, CancellationToken cancellationToken)
    {
        var proof = await own.ProveAsync(user.ToCaller(), request.Password, context.Connection.RemoteIpAddress, cancellationToken);
        return proof.Ok ? TypedResults.Ok(proof.Value) : proof.Error.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemResult>> ChangePasswordAsync(PasswordChangeRequest request, ClaimsPrincipal user, OwnAccounts own, HttpContext context, CancellationToken cancellationToken)
        => (await own.ChangePasswordAsync(user.ToCaller(), request.OldPassword, request.NewPassword, context.Connection.RemoteIpAddress, cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();

    private static async Task<Results<Ok<RecoveryCodesView>, ProblemResult>> SetSecondStepAsync(SecondStepRequest request, [FromHeader(Name = ProofHeader)] string? proof, ClaimsPrincipal user, OwnSecondFactors own, CancellationToken cancellationToken)
    {
        var codes = await own.SetSecondStepAsync(user.ToCaller(), proof, request.Asked, cancellationToken);
        return codes.Ok ? TypedResults.Ok(new RecoveryCodesView(codes.Value)) : codes.Error.ToHttp();
    }

    private static async Task<Results<Ok<AuthenticatorOffer>, ProblemResult>> OfferAppAsync([FromHeader(Name = ProofHeader)] string? proof, ClaimsPrincipal user, OwnSecondFactors own)
    {
        var offer = await own.OfferAppAsync(user.ToCaller(), proof);
        return offer.Ok ? TypedResults.Ok(offer.Value) : offer.Error.ToHttp();
    }

    private static async Task<Results<Ok<RecoveryCodesView>, ProblemResult>> ConfirmAppAsync(AuthenticatorConfirmRequest request, [FromHeader(Name = ProofHeader)] string? proof, ClaimsPrincipal user, OwnSecondFactors own, CancellationToken cancellationToken)
    {
        var codes = await own.ConfirmAppAsync(user.ToCaller(), proof, request.Ticket, request.Code, cancellationToken);
        return codes.Ok ? TypedResults.Ok(new RecoveryCodesView(codes.Value)) : codes.Error.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemResult>> RemoveAppAsync([FromHeader(Name = ProofHeader)] string? proof, ClaimsPrincipal user, OwnSecondFactors own, CancellationToken cancellationToken)
        => (await own.RemoveAppAsync(user.ToCaller(), proof, cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();

    private static async Task<Results<Ok<RecoveryCodesView>, ProblemResult>> NewCodesAsync([FromHeader(Name = ProofHeader)] string? proof, ClaimsPrincipal user, OwnSecondFactors own, CancellationToken cancellationToken)
    {
        var codes = await own.NewCodesAsync(user.ToCaller(), proof, cancellationToken);
        return codes.Ok ? TypedResults.Ok(new RecoveryCodesView(codes.Value)) : codes.Error.ToHttp();
    }
}
