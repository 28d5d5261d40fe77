using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using NexusQuantum.Agent.Guest.Exec;
using NexusQuantum.Agent.Guest.Http;
using NexusQuantum.Agent.Guest.Identity;
using NexusQuantum.Agent.Guest.Proc;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Guest.Tests.Http;

/// <summary>Port 9000 as a caller sees it, on a port of its own on loopback.</summary>
public sealed class GuestServerTests : IAsyncLifetime
{
    private const string Key = "0123456789abcdef0123456789abcdef0123456789a";
    private readonly string _root = Directory.CreateTempSubdirectory("nq-guest-").FullName;
    private readonly KeyRing _ring = new();
    private readonly GuestServer _server;
    private readonly HttpClient _client = new();

    public GuestServerTests()
        => _server = new GuestServer(_ring, new GuestApplication(
            _ring,
            new GuestSampler(),
            new ExecEndpoint(new ExecRunner(TimeProvider.System)),
            new ShellEndpoint(_ring, new Accounts(_root), TimeProvider.System)));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // Not this machine's root: whoever runs the tests may have any shell and profile.
        Directory.CreateDirectory(_root + "/etc");
        await File.WriteAllTextAsync(_root + "/etc/passwd", "root:x:0:0:root:/:/bin/sh\n", Cancel);
        await _server.StartAsync(IPAddress.Loopback, 0, Cancel);
        _client.BaseAddress = new Uri($"http://127.0.0.1:{_server.Port}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [InlineData("GET", "/health")]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/shell")]
    [InlineData("POST", "/exec")]
    [InlineData("GET", "/no-such-route")]
    [InlineData("OPTIONS", "/")]
    public async Task Everything_is_refused_before_an_identity_and_without_its_key(string method, string path)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("Bearer " + Key));
        Hold();
        foreach (var header in (string?[])[null, "", "Bearer", "Bearer ", Key, "bearer " + Key, "Basic " + Key, "Bearer " + Key + "x", "Bearer " + Key[..^1], "Bearer " + new string('x', Key.Length)])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(header));
        }

        Assert.NotEqual(HttpStatusCode.Unauthorized, await AskAsync("Bearer " + Key));

        async Task<HttpStatusCode> AskAsync(string? header)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (header is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", header);
            }

            using var response = await _client.SendAsync(request, Cancel);
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
                var problem = await response.Content.ReadFromJsonAsync(GuestJson.Default.Problem, Cancel);
                Assert.Equal("guest-key-required", problem?.Type);
            }

            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Health_and_metrics_answer()
    {
        SignIn();
        Assert.Equal("ok", (await _client.GetFromJsonAsync(GuestRoutes.Health, GuestJson.Default.GuestHealth, Cancel))!.Status);
        Assert.True((await _client.GetFromJsonAsync(GuestRoutes.Metrics, GuestJson.Default.GuestSample, Cancel))!.Memory.Total > 0);
        var text = await _client.GetStringAsync(GuestRoutes.Metrics + "?format=prometheus", Cancel);
        Assert.Contains("# TYPE nexus_guest_cpu_seconds_total counter\n", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("^(# TYPE [a-z_]+ (counter|gauge)|[a-z_]+(\\{[a-z]+=\".*\"\\})? -?[0-9.E+]+)$", line));
    }

    [Fact]
    public async Task Exec_runs_and_refuses()
    {
        SignIn();
        using var good = await _client.PostAsync(GuestRoutes.Exec, Json("""{"command":["sh","-c","echo hi; exit 3"]}"""), Cancel);
        var result = await good.Content.ReadFromJsonAsync(GuestJson.Default.ExecResult, Cancel);
        Assert.Equal((3, "hi\n"), (result!.ExitCode, result.Stdout));

        using var odd = await _client.PostAsync(GuestRoutes.Exec, Json("""{"command":["sh","-c","printf 'a\\377\\303'; head -c 16381 /dev/zero | tr '\\0' x; printf '\\303\\251\"\\\\\\033'; nope"]}"""), Cancel);
        result = await odd.Content.ReadFromJsonAsync(GuestJson.Default.ExecResult, Cancel);
        Assert.StartsWith("a\ufffd\ufffdxx", result!.Stdout, StringComparison.Ordinal);
        Assert.EndsWith("xxé\"\\\u001b", result.Stdout, StringComparison.Ordinal);
        Assert.Contains("nope", result.Stderr, StringComparison.Ordinal);
        Assert.Equal(127, result.ExitCode);

        foreach (var bad in (string[])["", "{}", "null", "[]", "{\"command\":\"id\"}", "{\"command\":[]}", "{\"command\":[null]}", "{\"command\":[\"true\"],\"timeoutSeconds\":0}"])
        {
            using var response = await _client.PostAsync(GuestRoutes.Exec, Json(bad), Cancel);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("exec-invalid", (await response.Content.ReadFromJsonAsync(GuestJson.Default.Problem, Cancel))!.Type);
        }

        using var large = await _client.PostAsync(GuestRoutes.Exec, Json("{\"command\":[\"" + new string('x', 300_000) + "\"]}"), Cancel);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Fact]
    public async Task A_shell_speaks_resizes_and_tells_its_code()
    {
        SignIn();
        using var socket = await ShellAsync("?cols=90&rows=20");
        await SendAsync(socket, "{\"resize\":{\"cols\":111,\"rows\":33}}", WebSocketMessageType.Text);
        await SendAsync(socket, "{\"resize\":", WebSocketMessageType.Text);
        await SendAsync(socket, "stty size; exit 5\n", WebSocketMessageType.Binary);

        var output = new StringBuilder();
        ShellControl? control = null;
        var buffer = new byte[32 * 1024];
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var message = await socket.ReceiveAsync(buffer, deadline.Token);
            if (message.MessageType == WebSocketMessageType.Close)
            {
                break;
            }

            if (message.MessageType == WebSocketMessageType.Text)
            {
                control = JsonSerializer.Deserialize(buffer.AsSpan(0, message.Count), GuestJson.Default.ShellControl);
            }
            else
            {
                output.Append(Encoding.UTF8.GetString(buffer, 0, message.Count));
            }
        }

        Assert.Contains("33 111", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(5, control?.Exit?.Code);
        Assert.Equal("shell ended", socket.CloseStatusDescription);
    }

    [Fact]
    public async Task There_are_sixteen_shells_at_most_and_places_come_back()
    {
        SignIn();
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < 16; i++)
        {
            sockets.Add(await ShellAsync(string.Empty));
        }

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ShellAsync(string.Empty));
        Assert.Contains("429", refused.Message, StringComparison.Ordinal);
        sockets.ForEach(socket => socket.Abort());

        for (var i = 0; ; i++)
        {
            try
            {
                using var again = await ShellAsync(string.Empty);
                break;
            }
            catch (WebSocketException) when (i < 100)
            {
                await Task.Delay(100, Cancel);
            }
        }

        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public void Only_the_gateway_and_this_machine_are_welcome()
    {
        Assert.False(_ring.Welcomes(null));
        Assert.False(_ring.Welcomes(IPAddress.Parse("10.0.2.2")));
        Assert.True(_ring.Welcomes(IPAddress.Loopback));
        Hold();
        Assert.True(_ring.Welcomes(IPAddress.Parse("10.0.2.2")));
        Assert.True(_ring.Welcomes(IPAddress.Parse("::ffff:10.0.2.2")));
        Assert.False(_ring.Welcomes(IPAddress.Parse("10.0.2.3")));
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static Task SendAsync(WebSocket socket, string text, WebSocketMessageType type)
        => socket.SendAsync(Encoding.UTF8.GetBytes(text), type, true, Cancel);

    private async Task<ClientWebSocket> ShellAsync(string query)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + Key);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{_server.Port}/shell{query}"), Cancel);
        return socket;
    }

    private void SignIn()
    {
        Hold();
        _client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + Key);
    }

    private void Hold() => _ring.Hold(new GuestIdentity
    {
        Key = Key,
        HostName = "web-1",
        MachineId = new string('0', 32),
        Gateway = "10.0.2.2",
        Clock = TimeProvider.System.GetUtcNow(),
        Entropy = "AAAA",
    });
}
