using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guests;

/// <summary>Calls the guest agent on port 9000. Answers are read as hostile: bounded, with deadlines, parsed again.</summary>
internal sealed class GuestDialer : IDisposable
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);

    // 2 MiB of output, each byte at most six characters in JSON, and a little.
    private const int MaxAnswer = 13 * 1024 * 1024;

    // A shell's output that waits here is shown after a Ctrl-C all the same; the kernel would let megabytes wait.
    private const int ReceiveBuffer = 64 * 1024;

    private readonly HttpMessageInvoker _sockets;
    private readonly HttpClient _http;
    private readonly TimeSpan _patience;
    private readonly SocketsHttpHandler _handler = new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = ConnectTime,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        MaxResponseHeadersLength = 16,
        ConnectCallback = ConnectAsync,
    };

    /// <param name="patience">How long a command may take before its guest agent is asked whether it lives; five seconds.</param>
    public GuestDialer(TimeSpan? patience = null)
    {
        _patience = patience ?? ConnectTime;
        _http = new HttpClient(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxAnswer };
        _sockets = new HttpMessageInvoker(_handler, disposeHandler: false);
    }

    public void Dispose()
    {
        _http.Dispose();
        _sockets.Dispose();
        _handler.Dispose();
    }

    /// <summary>The error of a call to a guest that does not answer.</summary>
    public static Error Unreachable(string problem) => new(ErrorKind.Unavailable, "guest-unreachable", problem)
    {
        Fix = "Use the console to see whether the guest runs and its network is up.",
    };

    /// <summary>Whether port 9000 answers with this key; null when it does, else why not, for people.</summary>
    public async Task<string?> CheckAsync(GuestAddress guest, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ConnectTime);
        try
        {
            using var request = Request(HttpMethod.Get, guest, GuestRoutes.Health);
            using var response = await _http.SendAsync(request, deadline.Token);
            return response.IsSuccessStatusCode ? null : $"The guest agent answers {(int)response.StatusCode} on port {GuestRoutes.Port}.";
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Silence(guest);
        }
    }

    /// <summary>Runs a command in the guest.</summary>
    public async Task<Result<ExecResult>> ExecAsync(GuestAddress guest, ExecRequest exec, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(exec.TimeoutSeconds + 10));
        try
        {
            using var request = Request(HttpMethod.Post, guest, GuestRoutes.Exec);
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(exec, GuestJson.Default.ExecRequest));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await AnsweredAsync(_http.SendAsync(request, deadline.Token), guest, deadline);
            var body = await response.Content.ReadAsByteArrayAsync(deadline.Token);
            if (response.IsSuccessStatusCode && JsonSerializer.Deserialize(body, GuestJson.Default.ExecResult) is { } result)
            {
                return result;
            }

            var why = response.IsSuccessStatusCode ? null : Explain(body);
            return new Error(ErrorKind.Failed, "guest-refused", $"The guest agent refused the command: {why ?? $"status {(int)response.StatusCode}"}.");
        }
        catch (JsonException)
        {
            return new Error(ErrorKind.Failed, "guest-answer", "The guest agent's answer is not what it must be.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Unreachable(Silence(guest));
        }
    }

    /// <summary>Opens a shell; the caller owns the socket.</summary>
    public async Task<Result<WebSocket>> ShellAsync(GuestAddress guest, ShellSize size, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ConnectTime * 2);
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + guest.Key);
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(15);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(15);
        var uri = new Uri(string.Create(CultureInfo.InvariantCulture, $"ws://{guest.Authority}{GuestRoutes.Shell}?cols={size.Cols}&rows={size.Rows}"));
        try
        {
            await socket.ConnectAsync(uri, _sockets, deadline.Token);
            return socket;
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            socket.Dispose();
            return Unreachable(Silence(guest));
        }
    }

    /// <summary>
    /// Waits for a command's end as long as it may take, but not for an agent that stands still: its kernel still takes
    /// connections, so only an answer from it, whatever it says, shows that it lives.
    /// </summary>
    private async Task<HttpResponseMessage> AnsweredAsync(Task<HttpResponseMessage> sending, GuestAddress guest, CancellationTokenSource deadline)
    {
        while (await Task.WhenAny(sending, Task.Delay(_patience, deadline.Token)) != sending && !deadline.IsCancellationRequested)
        {
            if (await IsSilentAsync(guest, deadline.Token) && !sending.IsCompleted)
            {
                await deadline.CancelAsync();
            }
        }

        return await sending;
    }

    private async Task<bool> IsSilentAsync(GuestAddress guest, CancellationToken cancellationToken)
    {
        // Twice the patience: a guest under emulation may be busy with the very command.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_patience * 2);
        try
        {
            using var request = Request(HttpMethod.Get, guest, GuestRoutes.Health);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return false;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return !cancellationToken.IsCancellationRequested;
        }
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var guest = GuestAddress.EndPointOf(context.DnsEndPoint);
        var socket = new Socket(guest.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = ReceiveBuffer };
        try
        {
            await socket.ConnectAsync(guest, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Silence(GuestAddress guest) => $"The guest agent does not answer on port {GuestRoutes.Port} at {guest.Shown}.";

    private static HttpRequestMessage Request(HttpMethod method, GuestAddress guest, string path)
    {
        var request = new HttpRequestMessage(method, new Uri($"http://{guest.Authority}{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", guest.Key);
        return request;
    }

    private static string? Explain(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, GuestJson.Default.Problem) is { } problem ? GuestText.Clean(problem.Title, 200) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
