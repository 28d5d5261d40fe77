using System.Security.Claims;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Networks;

internal static class NetworksSlice
{
    public static IServiceCollection AddNetworks(this IServiceCollection services) => services.AddSingleton<INetworkApi, NetworkApi>();

    public static IEndpointRouteBuilder MapNetworks(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/networks", async (ClaimsPrincipal user, INetworkApi api, CancellationToken token) =>
                (await api.ListAsync(user.ToCaller(), token)).ToHttp(list => TypedResults.Ok(new ItemList<NetworkView>(list))))
            .WithTags("Networks").WithName("ListNetworks").Needs(Permission.NetworkRead).Produces<ItemList<NetworkView>>();
        return routes;
    }
}
