using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.SecondFactor;

internal static class SecondFactorEndpoints
{
    public static void Map(RouteGroupBuilder rules)
    {
        rules.MapGet("", ReadAsync).WithName("listSecondFactorRules");
        rules.MapPut("/{id:guid}", SetAsync).WithName("setSecondFactorRule");
    }

    private static async Task<Results<Ok<SecondFactorRulePage>, ProblemResult>> ReadAsync(ClaimsPrincipal user, SecondFactorPolicy policy, CancellationToken cancellationToken)
    {
        var rules = await policy.ReadAsync(user.ToCaller(), cancellationToken);
        return rules.Ok ? TypedResults.Ok(new SecondFactorRulePage(rules.Value, null)) : rules.Error.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemResult>> SetAsync(Guid id, SecondFactorRuleRequest request, ClaimsPrincipal user, SecondFactorPolicy policy, CancellationToken cancellationToken)
        => (await policy.SetAsync(user.ToCaller(), new RoleId(id), request.Required, cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();
}
