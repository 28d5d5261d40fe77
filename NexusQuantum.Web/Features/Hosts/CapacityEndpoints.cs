using System.Security.Claims;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>The REST door to planning: what is asked stands in the query, and nothing changes.</summary>
internal static class CapacityEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
        => routes.MapGet("/v1/capacity", async (int? vms, int? memoryMiB, int? vcpus, int? diskGiB, string? lose, double? memoryOvercommit, double? vcpusPerProcessor, long? reserveMiB, ClaimsPrincipal user, FleetCapacity fleet, CancellationToken token)
                => (await fleet.AskAsync(user.ToCaller(), new CapacityQuery(vms, memoryMiB, vcpus, diskGiB, lose, memoryOvercommit, vcpusPerProcessor, reserveMiB), token)).ToHttp(TypedResults.Ok))
            .WithTags("Hosts").WithName("GetCapacity").Needs(Permission.HostRead).Produces<CapacityView>();
}
