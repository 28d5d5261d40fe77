using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NexusQuantum.Agent.Api.Trust;
using NexusQuantum.Agent.Metrics;
using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Agent.Api;

/// <summary>The host's facts and the agent's certificate.</summary>
internal sealed class HostEndpoints(HostPicture picture, IdentityStore identity)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(AgentRoutes.Host, (RequestDelegate)GetAsync);
        routes.MapPost(AgentRoutes.Certificate, (RequestDelegate)RequestAsync);
        routes.MapPut(AgentRoutes.Certificate, (RequestDelegate)TakeAsync);
    }

    private Task GetAsync(HttpContext context) => Answers.WriteAsync(context, picture.Measure(), AgentJson.Default.HostFacts);

    private Task RequestAsync(HttpContext context) => Answers.WriteAsync(context, identity.Request(), AgentJson.Default.CertificateRequest);

    private async Task TakeAsync(HttpContext context)
    {
        var grant = await Answers.ReadAsync(context, AgentJson.Default.CertificateGrant);
        var taken = grant.Then(identity.Take);
        if (taken.Ok)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await Answers.WriteAsync(context, taken.Error);
    }
}
