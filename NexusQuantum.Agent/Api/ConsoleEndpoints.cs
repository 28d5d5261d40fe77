using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using NexusQuantum.Agent.Shells;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Agent.Api;

/// <summary>Consoles: live over a socket, or the log's end as plain text.</summary>
internal sealed class ConsoleEndpoints(VmSupervisor supervisor, Consoles consoles, IHostApplicationLifetime lifetime)
{
    private const int DefaultLog = 256 * 1024;
    private const int MaxLog = 16 * 1024 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(AgentRoutes.ConsoleTemplate, (RequestDelegate)OpenAsync);
        routes.MapGet(AgentRoutes.ConsoleLogTemplate, (RequestDelegate)LogAsync);
    }

    private async Task OpenAsync(HttpContext context)
    {
        if (!Paths.TryVm(context, out var id) || !supervisor.Knows(id))
        {
            await Answers.WriteAsync(context, Paths.NoVm);
            return;
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Answers.WriteAsync(context, Sockets.Needed);
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var view = consoles.Of(id).Open();
        using var socket = await Sockets.AcceptAsync(context);
        await new ConsoleSession(socket, view).RunAsync(stop.Token);
    }

    private async Task LogAsync(HttpContext context)
    {
        if (!Paths.TryVm(context, out var id) || !supervisor.Knows(id))
        {
            await Answers.WriteAsync(context, Paths.NoVm);
            return;
        }

        var text = ConsoleText.Plain(consoles.Of(id).Tail(Paths.Number(context, "bytes", DefaultLog, 1, MaxLog)));
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }
}
