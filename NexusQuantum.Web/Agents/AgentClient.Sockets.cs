using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Text.Json;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Agents;

internal sealed partial class AgentClient
{
    // Silence is noticed within interval + timeout; together with one failed connect this stays below 15 s.
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PongLimit = TimeSpan.FromSeconds(6);

    // What waits here is output that a Ctrl-C comes too late for. Left alone the kernel lets it grow to megabytes.
    private const int ReceiveBuffer = 64 * 1024;

    public Task<Result<WebSocket>> WatchAsync(string? epoch, long since, CancellationToken cancellationToken)
        => OpenAsync(epoch is null ? AgentRoutes.Watch : $"{AgentRoutes.Watch}?epoch={Uri.EscapeDataString(epoch)}&since={since}", cancellationToken);

    public Task<Result<WebSocket>> ConsoleAsync(VmId id, CancellationToken cancellationToken) => OpenAsync(AgentRoutes.Console(id), cancellationToken);

    public Task<Result<WebSocket>> ShellAsync(VmId id, int cols, int rows, CancellationToken cancellationToken)
        => OpenAsync($"{AgentRoutes.Shell(id)}?cols={cols}&rows={rows}", cancellationToken);

    /// <summary>A fresh signing request of the agent, for renewal.</summary>
    public Task<Result<CertificateRequest>> AskRequestAsync(CancellationToken cancellationToken)
        => CallAsync(HttpMethod.Post, AgentRoutes.Certificate, null, AgentJson.Default.CertificateRequest, cancellationToken);

    /// <summary>Puts a renewed certificate to use.</summary>
    public Task<Result<Done>> GrantAsync(CertificateGrant grant, CancellationToken cancellationToken)
        => CallAsync<Done>(
            HttpMethod.Put,
            AgentRoutes.Certificate,
            Json(JsonSerializer.SerializeToUtf8Bytes(grant, AgentJson.Default.CertificateGrant)),
            async (response, token) => response.IsSuccessStatusCode ? Done.Value : await ProblemAsync(response, token),
            CallLimit,
            cancellationToken);

    private Error? WhyNot(ClientWebSocket socket)
        => socket.HttpResponseHeaders is { } headers ? WhyNot(First(headers, "Date"), First(headers, ContractOffer.Header)) : null;

    private static string? First(IReadOnlyDictionary<string, IEnumerable<string>> headers, string name)
        => headers.TryGetValue(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>Connections of this handler keep little on the way.</summary>
    private static SocketsHttpHandler Narrow(SocketsHttpHandler handler)
    {
        handler.ConnectCallback = static async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = ReceiveBuffer };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        };
        return handler;
    }

    private async Task<Result<WebSocket>> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = PingInterval;
        socket.Options.KeepAliveTimeout = PongLimit;
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader(ContractOffer.Header, Ours.ToString());
        socket.Options.SetRequestHeader("Date", ClockRule.Write(_time.GetUtcNow()));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(CallLimit);
        try
        {
            await socket.ConnectAsync(new Uri(new Uri("wss://" + Host.Address), path), _sockets, deadline.Token);
            if (WhyNot(socket) is not { } refusal)
            {
                return socket;
            }

            socket.Abort();
            socket.Dispose();
            return refusal;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            return Unreachable("no answer");
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException or AuthenticationException)
        {
            var (status, refusal) = (socket.HttpStatusCode, WhyNot(socket));
            socket.Dispose();
            return refusal ?? status switch
            {
                HttpStatusCode.Forbidden => AgentErrors.Shuts(Host.Name),
                HttpStatusCode.NotFound => new Error(ErrorKind.NotFound, "vm-not-on-host", $"The agent of {Host.Name} does not hold this machine."),
                HttpStatusCode.Conflict or HttpStatusCode.ServiceUnavailable or HttpStatusCode.UnprocessableEntity => new Error(ErrorKind.Unavailable, "shell-unavailable", "The machine's guest agent does not answer now.")
                {
                    Fix = "Use the console; it works without a guest agent.",
                },
                _ => Unreachable(e is WebSocketException { InnerException: { } inner } ? inner : e),
            };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
