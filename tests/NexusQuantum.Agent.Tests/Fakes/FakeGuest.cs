using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Tests.Fakes;

/// <summary>The other end of a control line: a guest that behaves, or sends what a test wants.</summary>
internal sealed class FakeGuest(FakeProcess process) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private Socket? _host;
    private Task _loop = Task.CompletedTask;

    /// <summary>Says hello when asked, and takes its identity.</summary>
    public bool Boots { get; set; }

    /// <summary>Powers off when asked to shut down.</summary>
    public bool ObeysShutdown { get; set; } = true;

    public bool TakesPassword { get; set; } = true;

    public string BootId { get; set; } = Guid.NewGuid().ToString();

    public ConcurrentQueue<HostFrame> Received { get; } = [];

    public int Connections { get; private set; }

    public IEnumerable<GuestIdentity> Identities => Received.Where(static frame => frame.Identity is not null).Select(static frame => frame.Identity!);

    public void Listen()
    {
        File.Delete(process.ControlSocket);
        _listener.Bind(new UnixDomainSocketEndPoint(process.ControlSocket));
        _listener.Listen();
        _loop = RunAsync();
    }

    public Task SendAsync(GuestFrame frame) => SendRawAsync(JsonSerializer.Serialize(frame, GuestJson.Default.GuestFrame) + "\n");

    public async Task SendRawAsync(string text)
    {
        var host = await Soon.SomeAsync(() => _host);
        await host.SendAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
    }

    public Task SayHelloAsync() => SendAsync(new GuestFrame
    {
        Hello = new GuestHello { Version = "0.1.0", BootId = BootId, Kernel = "6.1.0", Distribution = "Nexus Tiny", UptimeSeconds = 1 },
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        _host?.Dispose();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var host = await _listener.AcceptAsync(_stop.Token);
            Connections++;
            _host = host;
            await using var stream = new NetworkStream(host);
            using var reader = new StreamReader(stream);
            try
            {
                while (await reader.ReadLineAsync(_stop.Token) is { } line)
                {
                    await HandleAsync(JsonSerializer.Deserialize(line, GuestJson.Default.HostFrame)!);
                }
            }
            catch (IOException)
            {
                // The host hung up.
            }

            _host = null;
        }
    }

    private async Task HandleAsync(HostFrame frame)
    {
        Received.Enqueue(frame);
        switch (frame)
        {
            case { Ping: not null } when Boots:
                await SayHelloAsync();
                break;
            case { Identity: { } identity } when Boots:
                await SendAsync(new GuestFrame { IdentityDone = new IdentityDone { PasswordTaken = identity.Password is not null && TakesPassword } });
                break;
            case { Shutdown: not null } when ObeysShutdown:
                process.End(EngineExitReason.GuestPoweredOff, "guest-shutdown");
                break;
        }
    }
}
