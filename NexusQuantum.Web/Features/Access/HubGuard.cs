using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Standing;

namespace NexusQuantum.Web.Features.Access;

/// <summary>
/// Cuts open hub connections (a shell may stay open for days) within seconds of their session or token losing its right. A hub asks
/// who is there only once, when it is opened.
/// </summary>
internal sealed partial class HubGuard(Standings standings, TimeProvider time, ILogger<HubGuard> logger) : BackgroundService, IHubFilter
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, HubCallerContext> _open = new(StringComparer.Ordinal);

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        _open[context.Context.ConnectionId] = context.Context;
        await next(context);
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        _open.TryRemove(context.Context.ConnectionId, out _);
        await next(context, exception);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutdown.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, context) in _open)
        {
            try
            {
                if (context.User is not { } user || !await MayStayAsync(user, cancellationToken))
                {
                    Log.Cut(logger, id);
                    _open.TryRemove(id, out _);
                    context.Abort();
                }
            }
            catch (Exception e) when (DatabaseOutage.Is(e))
            {
                // An outage proves nothing against anyone; looked at again in five seconds.
                return;
            }
        }
    }

    private async ValueTask<bool> MayStayAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
        => Guid.TryParse(user.FindFirstValue(BearerHandler.TokenClaim), out var token)
            ? await standings.TokenAsync(token, cancellationToken) is not null
            : Guid.TryParse(user.FindFirstValue(SessionDoor.SessionClaim), out var session) && await standings.SessionAsync(session, cancellationToken) is not null;

    private static partial class Log
    {
        [LoggerMessage(4010, LogLevel.Information, "Hub connection {Id} was cut: its session or token has ended")]
        public static partial void Cut(ILogger logger, string id);
    }
}
