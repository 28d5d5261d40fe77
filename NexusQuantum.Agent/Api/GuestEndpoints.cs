using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Agent.Shells;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Api;

/// <summary>Shells and commands inside a guest, passed on to its agent.</summary>
internal sealed class GuestEndpoints(VmSupervisor supervisor, GuestDialer dialer, IHostApplicationLifetime lifetime)
{
    private const int MaxCommand = 128 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(AgentRoutes.ShellTemplate, (RequestDelegate)ShellAsync);
        routes.MapPost(AgentRoutes.ExecTemplate, (RequestDelegate)ExecAsync);
    }

    private async Task ShellAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Answers.WriteAsync(context, Sockets.Needed);
            return;
        }

        var found = await FindAsync(context);
        if (!found.Ok)
        {
            await Answers.WriteAsync(context, found.Error);
            return;
        }

        var size = new ShellSize(Paths.Number(context, "cols", 80, 1, 1000), Paths.Number(context, "rows", 24, 1, 1000));
        var opened = await dialer.ShellAsync(found.Value, size, context.RequestAborted);
        if (!opened.Ok)
        {
            await Answers.WriteAsync(context, opened.Error);
            return;
        }

        using var guest = opened.Value;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var socket = await Sockets.AcceptAsync(context);
        await ShellRelay.RunAsync(socket, guest, stop.Token);
    }

    private async Task ExecAsync(HttpContext context)
    {
        var request = await Answers.ReadAsync(context, AgentJson.Default.ExecRequest);
        var mistake = request.Ok ? Mistake(request.Value) : request.Error;
        if (!request.Ok || mistake is not null)
        {
            await Answers.WriteAsync(context, mistake ?? request.Error!); // one of the two is there
            return;
        }

        var found = await FindAsync(context);
        var result = found.Ok ? await dialer.ExecAsync(found.Value, request.Value, context.RequestAborted) : found.Error;
        if (result.Ok)
        {
            await Answers.WriteAsync(context, result.Value, AgentJson.Default.ExecResult);
        }
        else
        {
            await Answers.WriteAsync(context, result.Error);
        }
    }

    /// <summary>The guest to call, once it answers; a guest that has just said hello is waited for.</summary>
    private async Task<Result<GuestAddress>> FindAsync(HttpContext context)
    {
        if (!Paths.TryVm(context, out var id) || !supervisor.Knows(id))
        {
            return Paths.NoVm;
        }

        return supervisor.FindRunning(id) switch
        {
            null => new Error(ErrorKind.Conflict, "vm-not-running", "The machine does not run.") { Fix = "Start it first." },
            { Line: null } => new Error(ErrorKind.Unsupported, "no-guest-agent", "The machine's image has no guest agent.") { Fix = "Use its console." },
            { Door: null } => new Error(ErrorKind.Unsupported, "guest-unreachable", "The machine has no network this host could reach it over.") { Fix = "Use its console." },
            { Door: { } door } => await door.AwaitAsync(context.RequestAborted) is { } problem ? GuestDialer.Unreachable(problem) : door.Address,
        };
    }

    private static Error? Mistake(ExecRequest request)
    {
        if (request.Command.IsDefaultOrEmpty || request.Command.Length > 128 || request.Command.Any(static word => word.Contains('\0', StringComparison.Ordinal)) || request.Command[0].Length == 0)
        {
            return new Error(ErrorKind.Invalid, "command-invalid", "A command has 1 to 128 words, the first the program.");
        }

        if (request.Command.Sum(static word => System.Text.Encoding.UTF8.GetByteCount(word) + 1) > MaxCommand)
        {
            return new Error(ErrorKind.TooLarge, "command-too-long", "A command has at most 128 KiB.");
        }

        return request.TimeoutSeconds is >= 1 and <= 600 ? null : new Error(ErrorKind.Invalid, "timeout-invalid", "The time-out is 1 to 600 seconds.");
    }
}
