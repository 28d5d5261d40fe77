using System.Security.Claims;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>The REST door to planning: what is asked stands in the query, and nothing changes.</summary>
internal static class CapacityEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
        => routes.MapGet("/v1/capacity", async ([AsParameters] CapacityQuery query, ClaimsPrincipal user, FleetCapacity fleet, CancellationToken token) => (await fleet.AskAsync(user.ToCaller(), query, token)).ToHttp(TypedResults.Ok))
            .WithTags("Hosts").WithName("GetCapacity").Needs(Permission.HostRead).Produces<CapacityView>();
}
