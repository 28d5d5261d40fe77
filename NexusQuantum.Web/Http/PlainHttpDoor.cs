using System.Net;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Http;

/// <summary>
/// Plain HTTP is whole on loopback. Other peers get by it only the enrolment of agents (which proves itself without TLS) and
/// <c>/healthz</c>; pages are sent to https on the same port, programs are told what to change.
/// </summary>
internal sealed class PlainHttpDoor(WebOptions options)
{
    private static readonly string[] Open = ["/healthz", "/v1/enroll"];
    private static readonly string[] Programs = ["/v1", "/hubs", "/openapi", "/metrics", "/readyz", "/_blazor"];

    public Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.IsHttps || options.PlainHttp || (context.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer))
            || Open.Any(path => request.Path.Equals(path, StringComparison.OrdinalIgnoreCase)))
        {
            return next(context);
        }

        if (Programs.Any(path => request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)))
        {
            return new Error(ErrorKind.Forbidden, "https-required", "This portal speaks plain HTTP to its own machine only.")
            {
                Fix = $"Use https://{request.Host} (the same port), or start the portal with NEXUS_PLAIN_HTTP=1.",
            }.ToHttp().ExecuteAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = $"https://{request.Host}{request.PathBase}{request.Path}{request.QueryString}";
        return Task.CompletedTask;
    }
}
