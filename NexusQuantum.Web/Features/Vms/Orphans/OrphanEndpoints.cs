using System.Security.Claims;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms.Orphans;

/// <summary>The room's lines of registration, and the REST door below the host that holds them.</summary>
internal static class OrphanEndpoints
{
    public static IServiceCollection AddOrphans(this IServiceCollection services)
        => services
            .AddSingleton<OrphanBoard>()
            .AddSingleton<IAgentListener>(provider => provider.GetRequiredService<OrphanBoard>())
            .AddHostedService(provider => provider.GetRequiredService<OrphanBoard>())
            .AddSingleton<AdoptVm>()
            .AddSingleton<RemoveOrphan>()
            .AddSingleton<IOperationHandler, AdoptVmHandler>()
            .AddSingleton<IOperationHandler, RemoveOrphanHandler>();

    public static void Map(IEndpointRouteBuilder routes)
    {
        var orphans = routes.MapGroup("/v1/hosts/{id}/orphans").WithTags("Hosts");
        orphans.MapGet("", async (HostId id, ClaimsPrincipal user, IVmApi api, CancellationToken token) => (await api.OrphansAsync(user.ToCaller(), id, token)).ToHttp(list => TypedResults.Ok(new ItemList<OrphanView>(list))))
            .WithName("ListOrphans").Needs(Permission.HostRead).Produces<ItemList<OrphanView>>();
        orphans.MapPost("/{vmId}/adopt", async (HostId id, VmId vmId, ClaimsPrincipal user, IVmApi api, CancellationToken token, AdoptVmRequest? request = null) => (await api.AdoptAsync(user.ToCaller(), id, vmId, request?.Name, token)).ToHttp(Accepted))
            .WithName("AdoptOrphan").Needs(Permission.HostAdminister).Produces<OperationView>(StatusCodes.Status202Accepted);
        orphans.MapDelete("/{vmId}", async (HostId id, VmId vmId, ClaimsPrincipal user, IVmApi api, CancellationToken token) => (await api.RemoveOrphanAsync(user.ToCaller(), id, vmId, token)).ToHttp(Accepted))
            .WithName("RemoveOrphan").Needs(Permission.HostAdminister).Produces<OperationView>(StatusCodes.Status202Accepted);
    }

    private static IResult Accepted(OperationView operation) => TypedResults.Accepted($"/v1/operations/{operation.Id}", operation);
}
