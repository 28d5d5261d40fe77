using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks.Browsing;

/// <summary>
/// The distribution's Chromium in the network of a stack, spoken to over its own debugging protocol (CDP): nothing stands between
/// the measure and the browser, and nothing else uses the processors meanwhile.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] Flags =
    [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0", "--window-size=1440,900",
    ];

    private readonly Stack _stack;
    private readonly ServiceProcess _process;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly ConcurrentDictionary<string, Tab> _tabs = new(StringComparer.Ordinal);
    private Task _reading = Task.CompletedTask;
    private int _calls;

    private Browser(Stack stack, ServiceProcess process) => (_stack, _process) = (stack, process);

    public static async Task<Browser> StartAsync(Stack stack, CancellationToken cancellationToken)
    {
        var profile = Path.Combine(stack.DirectoryPath, "chromium");
        string[] words = [.. stack.Network is { } network ? (string[])["nsenter", .. network.Enter] : [], Programs.First(File.Exists), .. Flags, "--user-data-dir=" + profile, "about:blank"];
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = stack.DirectoryPath, ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin", ["LANG"] = "C.UTF-8" };
        var browser = new Browser(stack, ServiceProcess.Start(words[0], words[1..], environment, Path.Combine(stack.LogDirectory, "chromium.log")));
        try
        {
            // Its port and path, written once it listens.
            var file = Path.Combine(profile, "DevToolsActivePort");
            var lines = await Until.SomeAsync("the browser listening", TimeSpan.FromSeconds(30), async ()
                => File.Exists(file) && await File.ReadAllLinesAsync(file, cancellationToken) is { Length: >= 2 } found ? found : null, cancellationToken, () => browser._process.Tail());
            await browser.ConnectAsync(int.Parse(lines[0], CultureInfo.InvariantCulture), lines[1], cancellationToken);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>A tab in a profile of its own: no cookie, nothing cached.</summary>
    public async Task<Tab> OpenAsync(CancellationToken cancellationToken)
    {
        var context = (await CallAsync("Target.createBrowserContext", new { }, null, cancellationToken)).Text("browserContextId");
        var target = (await CallAsync("Target.createTarget", new { url = "about:blank", browserContextId = context, width = 1440, height = 900 }, null, cancellationToken)).Text("targetId");
        var session = (await CallAsync("Target.attachToTarget", new { targetId = target, flatten = true }, null, cancellationToken)).Text("sessionId");
        var tab = new Tab(this, session, context, _stack.BaseAddress);
        _tabs[session] = tab;
        await tab.CallAsync("Page.enable", new { }, cancellationToken);
        return tab;
    }

    public async Task<JsonElement> CallAsync(string method, object parameters, string? session, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _calls);
        var answer = _asked[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters, sessionId = session }, Json);
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        await _process.DisposeAsync();
        _end.Dispose();
        _sending.Dispose();
    }

    private static JsonSerializerOptions Json { get; } = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private async Task ConnectAsync(int port, string path, CancellationToken cancellationToken)
    {
        using var invoker = new HttpMessageInvoker(_stack.Network?.HttpHandler() ?? new SocketsHttpHandler());
        await _socket.ConnectAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{port}{path}")), invoker, cancellationToken);
        _reading = ReadAsync();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    Take(JsonDocument.Parse(message.ToArray()).RootElement);
                    message.SetLength(0);
                }
            }
        }
        finally
        {
            foreach (var waiting in _asked.Values)
            {
                waiting.TrySetException(new IOException("The browser is gone. " + _process.Tail()));
            }
        }
    }

    private void Take(JsonElement message)
    {
        if (message.TryGetProperty("id", out var id) && _asked.TryRemove(id.GetInt32(), out var answer))
        {
            if (message.TryGetProperty("error", out var error))
            {
                answer.SetException(new IOException("The browser refused: " + error));
            }
            else
            {
                answer.SetResult(message.GetProperty("result"));
            }
        }
        else if (message.TryGetProperty("method", out var method) && message.TryGetProperty("sessionId", out var session) && _tabs.TryGetValue(session.ToString(), out var tab))
        {
            tab.Tell(method.ToString(), message.GetProperty("params"));
        }
    }
}
