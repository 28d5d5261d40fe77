using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Agent.Api;

/// <summary>Opens watches; each lives in a <see cref="WatchSession"/>.</summary>
internal sealed class WatchEndpoint(ApiRooms rooms, IHostApplicationLifetime lifetime)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet(AgentRoutes.Watch, (RequestDelegate)WatchAsync);

    private async Task WatchAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest || rooms.Identity.Current is not { } self)
        {
            await Answers.WriteAsync(context, Sockets.Needed);
            return;
        }

        Paths.TryText(context, "epoch", out var epoch);
        var since = long.TryParse(context.Request.Query["since"], System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var session = new WatchSession(socket, rooms.Board, rooms.Feed, rooms.Picture, rooms.Time);
        await session.RunAsync(self.HostId, rooms.Addresses(context.Connection.LocalIpAddress), epoch, since, stop.Token);
    }
}
