using System.Security.Claims;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>The REST door.</summary>
internal static class HostEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var hosts = routes.MapGroup("/v1/hosts").WithTags("Hosts");
        hosts.MapGet("", async (ClaimsPrincipal user, IHostApi api, CancellationToken token) => (await api.ListAsync(user.ToCaller(), token)).ToHttp(list => TypedResults.Ok(new ItemList<HostView>(list))))
            .WithName("ListHosts").Needs(Permission.HostRead).Produces<ItemList<HostView>>();
        hosts.MapGet("/{id}", async (HostId id, ClaimsPrincipal user, IHostApi api, CancellationToken token) => (await api.GetAsync(user.ToCaller(), id, token)).ToHttp(TypedResults.Ok))
            .WithName("GetHost").Needs(Permission.HostRead).Produces<HostView>();
        hosts.MapPatch("/{id}", async (HostId id, EditHostRequest request, ClaimsPrincipal user, IHostApi api, CancellationToken token) => (await api.EditAsync(user.ToCaller(), id, request, token)).ToHttp(TypedResults.Ok))
            .WithName("EditHost").Needs(Permission.HostAdminister).Produces<HostView>();
        hosts.MapDelete("/{id}", async (HostId id, ClaimsPrincipal user, IHostApi api, CancellationToken token) => (await api.RemoveAsync(user.ToCaller(), id, token)).ToHttp(_ => TypedResults.NoContent()))
            .WithName("RemoveHost").Needs(Permission.HostAdminister).Produces(StatusCodes.Status204NoContent);
        hosts.MapPost("/{id}/certificate", async (HostId id, ClaimsPrincipal user, IHostApi api, CancellationToken token) => (await api.RotateCertificateAsync(user.ToCaller(), id, token)).ToHttp(TypedResults.Ok))
            .WithName("RotateHostCertificate").Needs(Permission.HostAdminister).Produces<HostView>();
        hosts.MapPost("/join-tokens", async (JoinTokenRequest? request, ClaimsPrincipal user, IHostApi api, CancellationToken token) => (await api.CreateJoinTokenAsync(user.ToCaller(), request ?? new JoinTokenRequest(), token)).ToHttp(made => TypedResults.Json(made, statusCode: StatusCodes.Status201Created)))
            .WithName("CreateJoinToken").Needs(Permission.HostAdminister).Produces<JoinTokenView>(StatusCodes.Status201Created);
    }
}
