using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Tests.Shared.Agents;

/// <summary>The agent contract in front of a <see cref="FakeHost"/>.</summary>
internal static class FakeAgentRoutes
{
    public static void Map(WebApplication app, HostId id, FakeHost host, FakeAgent agent)
    {
        app.MapGet(AgentRoutes.Host, (HttpContext http) => WriteAsync(http, host.Facts, AgentJson.Default.HostFacts));
        app.MapGet(AgentRoutes.Vms, (HttpContext http) => WriteAsync(http, [.. host.Reports], AgentJson.Default.VmReportArray));
        app.MapGet(AgentRoutes.VmTemplate, (string id, HttpContext http) => host.Report(VmId.Parse(id, null)) is { } report ? WriteAsync(http, report, AgentJson.Default.VmReport) : NotFound(http));
        app.MapGet(AgentRoutes.WishTemplate, (string id, HttpContext http) => host.TellsWishes && host.Wish(VmId.Parse(id, null)) is { } wish ? WriteAsync(http, wish, AgentJson.Default.EnsureVm) : NotFound(http));
        app.MapPut(AgentRoutes.VmTemplate, async (string id, HttpContext http) =>
        {
            var wish = await JsonSerializer.DeserializeAsync(http.Request.Body, AgentJson.Default.EnsureVm, http.RequestAborted);
            var (report, refused) = host.Ensure(VmId.Parse(id, null), wish!); // the portal sends one
            http.Response.StatusCode = refused ? 409 : 200;
            await WriteAsync(http, report, AgentJson.Default.VmReport);
        });
        app.MapDelete(AgentRoutes.VmTemplate, async (string id, HttpContext http) =>
        {
            var vm = VmId.Parse(id, null);
            if (host.Report(vm) is { } report)
            {
                host.Remove(vm);
                await WriteAsync(http, report with { State = VmState.Deleting }, AgentJson.Default.VmReport);
            }
            else
            {
                http.Response.StatusCode = 404;
            }
        });
        app.MapGet(AgentRoutes.Watch, (RequestDelegate)(http => WatchAsync(http, id, host)));
        app.MapGet(AgentRoutes.Images, (HttpContext http) => WriteAsync(http, [.. host.Images.Select(image => new HostImage(image.Key, image.Value.Bytes.Length, image.Value.Format, 0))], AgentJson.Default.HostImageArray));
        app.MapPut(AgentRoutes.ImageTemplate, (RequestDelegate)(http => TakeImageAsync(http, host)));
        app.MapGet(AgentRoutes.ImageTemplate, async (string digest, HttpContext http) =>
        {
            if (host.Images.TryGetValue(Digest.Parse("sha256:" + digest, null), out var image))
            {
                http.Response.ContentLength = image.Bytes.Length;
                await http.Response.Body.WriteAsync(image.Bytes, http.RequestAborted);
            }
            else
            {
                http.Response.StatusCode = 404;
            }
        });
        app.MapDelete(AgentRoutes.ImageTemplate, (string digest) => host.Images.TryRemove(Digest.Parse("sha256:" + digest, null), out _) ? Results.NoContent() : Results.NotFound());
        app.MapGet(AgentRoutes.ConsoleTemplate, (RequestDelegate)(http => ConsoleAsync(http, host)));
        app.MapGet(AgentRoutes.ConsoleLogTemplate, () => Results.Text("boot log\n"));
        app.MapGet(AgentRoutes.ShellTemplate, (RequestDelegate)(http => ShellAsync(http, host)));
        app.MapPost(AgentRoutes.ExecTemplate, async (HttpContext http) =>
        {
            var request = await JsonSerializer.DeserializeAsync(http.Request.Body, AgentJson.Default.ExecRequest, http.RequestAborted);
            await WriteAsync(http, new ExecResult { ExitCode = 0, Stdout = string.Join(' ', request!.Command), Stderr = "" }, AgentJson.Default.ExecResult); // the portal sends one
        });
        app.MapGet(AgentRoutes.Preflight, (HttpContext http) => host.Preflight is { } report ? WriteAsync(http, report, PreflightJson.Default.PreflightReport) : NotFound(http));
        app.MapPost(AgentRoutes.Certificate, (HttpContext http) => WriteAsync(http, agent.BeginRenewal(), AgentJson.Default.CertificateRequest));
        app.MapPut(AgentRoutes.Certificate, async (HttpContext http) =>
        {
            var grant = await JsonSerializer.DeserializeAsync(http.Request.Body, AgentJson.Default.CertificateGrant, http.RequestAborted);
            var taken = agent.Renew(grant!); // the portal sends one
            if (agent.DiesRenewing)
            {
                http.Abort();
            }

            return taken ? Results.NoContent() : Results.Conflict();
        });
    }

    private static Task NotFound(HttpContext http)
    {
        http.Response.StatusCode = 404;
        return Task.CompletedTask;
    }

    private static async Task TakeImageAsync(HttpContext http, FakeHost host)
    {
        using var bytes = new MemoryStream();
        await http.Request.Body.CopyToAsync(bytes, http.RequestAborted);
        var digest = Digest.Parse("sha256:" + (string)http.Request.RouteValues["digest"]!, null); // the route has it
        if (Digest.FromHash(SHA256.HashData(bytes.ToArray())) != digest)
        {
            http.Response.StatusCode = 400;
            await WriteAsync(http, new Problem { Type = "image-digest", Title = "The bytes have another digest." }, AgentJson.Default.Problem);
            return;
        }

        host.Received.Enqueue(digest);
        host.Images[digest] = (bytes.ToArray(), Enum.Parse<ImageFormat>(http.Request.Query["format"].ToString(), ignoreCase: true));
        http.Response.StatusCode = 201;
    }

    private static async Task WatchAsync(HttpContext http, HostId id, FakeHost host)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var (now, after) = host.Watch(id, http.Request.Query["epoch"], long.TryParse(http.Request.Query["since"], out var since) ? since : 0);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.Sockets);
        var reading = ReadInterestAsync(socket, host, end);
        try
        {
            foreach (var frame in now)
            {
                await SendAsync(socket, frame, AgentJson.Default.WatchFrame, end.Token);
            }

            await foreach (var frame in after.Reader.ReadAllAsync(end.Token))
            {
                await SendAsync(socket, frame, AgentJson.Default.WatchFrame, end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            socket.Abort();
        }
        finally
        {
            host.Forget(after);
            await end.CancelAsync();
            await reading;
        }
    }

    private static async Task ReadInterestAsync(WebSocket socket, FakeHost host, CancellationTokenSource end)
    {
        var buffer = new byte[1 << 20];
        try
        {
            while (true)
            {
                var result = await socket.ReceiveAsync(buffer, end.Token);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                host.Interest = JsonSerializer.Deserialize(buffer.AsSpan(0, result.Count), AgentJson.Default.WatchInterest)!.Watched; // the portal sends nothing else
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            await end.CancelAsync();
        }
    }

    // As little on the way to the portal as the real agent keeps there.
    private static async Task<WebSocket> AcceptAsync(HttpContext http)
    {
        http.Features.Get<IConnectionSocketFeature>()?.Socket.SendBufferSize = 64 * 1024;
        return await http.WebSockets.AcceptWebSocketAsync();
    }

    private static async Task ConsoleAsync(HttpContext http, FakeHost host)
    {
        using var socket = await AcceptAsync(http);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.Sockets);
        try
        {
            var scrollback = "booted\n"u8.ToArray();
            await SendAsync(socket, new ConsoleHello { ScrollbackBytes = scrollback.Length, Live = true, Since = DateTimeOffset.UtcNow }, AgentJson.Default.ConsoleHello, end.Token);
            await socket.SendAsync(scrollback, WebSocketMessageType.Binary, true, end.Token);
            var flood = new byte[16 * 1024];
            flood.AsSpan().Fill((byte)'x');
            while (host.Flood)
            {
                await socket.SendAsync(flood, WebSocketMessageType.Binary, true, end.Token);
                host.FloodedBytes += flood.Length;
            }

            if (host.Deaf is { } deaf)
            {
                await deaf.Task.WaitAsync(end.Token);
            }

            await EchoAsync(socket, null, end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            socket.Abort();
        }
    }

    private static async Task ShellAsync(HttpContext http, FakeHost host)
    {
        using var socket = await AcceptAsync(http);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.Sockets);
        try
        {
            if (host.Shell is { } shell)
            {
                await shell(socket, end.Token);
                return;
            }

            await socket.SendAsync(Encoding.ASCII.GetBytes($"{http.Request.Query["cols"]}x{http.Request.Query["rows"]}\n"), WebSocketMessageType.Binary, true, end.Token);
            await EchoAsync(socket, "exit", end.Token);
            await SendAsync(socket, new ShellControl { Exit = new ShellExit(7) }, AgentJson.Default.ShellControl, end.Token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "exit", end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            socket.Abort();
        }
    }

    private static async Task EchoAsync(WebSocket socket, string? until, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer, cancellationToken);
            if (result.MessageType == WebSocketMessageType.Close || (until is not null && Encoding.UTF8.GetString(buffer, 0, result.Count).Contains(until, StringComparison.Ordinal)))
            {
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, result.Count), WebSocketMessageType.Binary, true, cancellationToken);
        }
    }

    private static Task SendAsync<T>(WebSocket socket, T message, JsonTypeInfo<T> contract, CancellationToken cancellationToken)
        => socket.SendAsync(new ArraySegment<byte>(JsonSerializer.SerializeToUtf8Bytes(message, contract)), WebSocketMessageType.Text, true, cancellationToken);

    private static Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> contract)
        => http.Response.WriteAsJsonAsync(value, contract, null, http.RequestAborted);
}
