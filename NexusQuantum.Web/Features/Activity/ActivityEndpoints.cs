using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Activity;

/// <summary>Long work by REST.</summary>
internal static class ActivityEndpoints
{
    public static void MapActivityEndpoints(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/operations").WithTags("Operations");
        group.MapGet("/", ListAsync).WithName("listOperations").SignedIn();
        group.MapGet("/{id}", GetAsync).WithName("getOperation").SignedIn();
        group.MapPost("/{id}/cancel", CancelAsync).WithName("cancelOperation").SignedIn();
        group.MapPost("/{id}/retry", RetryAsync).WithName("retryOperation").SignedIn();
    }

    private static async Task<Results<Ok<OperationPage>, ProblemResult>> ListAsync(
        ClaimsPrincipal user, IOperationApi operations, string? status, string? subjectKind, Guid? subjectId, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        if (!QueryWord.TryRead<OperationStatus>(status, out var wanted))
        {
            return OperationErrors.BadStatus.ToHttp();
        }

        var page = await operations.ListAsync(user.ToCaller(), new OperationQuery(wanted, subjectKind, subjectId, cursor, limit ?? 100), cancellationToken);
        return page.Ok ? TypedResults.Ok(page.Value) : page.Error.ToHttp();
    }

    private static async Task<Results<Ok<OperationView>, ProblemResult>> GetAsync(OperationId id, ClaimsPrincipal user, IOperationApi operations, CancellationToken cancellationToken)
    {
        var operation = await operations.GetAsync(user.ToCaller(), id, cancellationToken);
        return operation.Ok ? TypedResults.Ok(operation.Value) : operation.Error.ToHttp();
    }

    private static async Task<Results<Accepted<OperationView>, ProblemResult>> CancelAsync(OperationId id, ClaimsPrincipal user, IOperationApi operations, CancellationToken cancellationToken)
    {
        var operation = await operations.CancelAsync(user.ToCaller(), id, cancellationToken);
        return operation.Ok ? TypedResults.Accepted($"/v1/operations/{id}", operation.Value) : operation.Error.ToHttp();
    }

    private static async Task<Results<Accepted<OperationView>, ProblemResult>> RetryAsync(OperationId id, ClaimsPrincipal user, IOperationApi operations, CancellationToken cancellationToken)
    {
        var operation = await operations.RetryAsync(user.ToCaller(), id, cancellationToken);
        return operation.Ok ? TypedResults.Accepted($"/v1/operations/{operation.Value.Id}", operation.Value) : operation.Error.ToHttp();
    }
}
