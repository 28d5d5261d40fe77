namespace NexusQuantum.Web.Http;

internal static class HealthEndpoints
{
    /// <summary>Public, for load balancers and service supervisors: they hold no credentials, and learn nothing but up or down.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("ok\n")).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/readyz", async Task<IResult> (HttpContext http, Readiness readiness, RateGate gate, CancellationToken cancellationToken) =>
        {
            if (gate.Spend(RateLimits.Ready, http.Connection.RemoteIpAddress) is { } wait)
            {
                return wait.ToHttp();
            }

            var view = await readiness.LookAsync(cancellationToken);
            return Results.Json(view, statusCode: view.Database == "up" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).AllowAnonymous().ExcludeFromDescription();
    }
}
