using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace NexusQuantum.Tests.Shared.Stacks;

/// <summary>
/// A network of its own for one stack: bridges, taps, filters and ports in it touch nothing else. Programs enter it with nsenter;
/// sockets of this process are made in it by a thread that entered it (a socket keeps the namespace it was made in, setns(2)).
/// </summary>
public sealed class NetworkNamespace : IAsyncDisposable
{
    private const int CloneNewNet = 0x40000000;

    private NetworkNamespace(string name) => Name = name;

    public string Name { get; }

    public string Path => "/run/netns/" + Name;

    /// <summary>Whether this process may make one.</summary>
    public static bool Possible => Environment.UserName == "root" && File.Exists("/usr/bin/nsenter");

    public static async Task<NetworkNamespace> CreateAsync(string prefix, CancellationToken cancellationToken)
    {
        await SweepAsync(prefix, cancellationToken);
        var space = new NetworkNamespace(string.Create(CultureInfo.InvariantCulture, $"{prefix}-{Environment.ProcessId}-{Random.Shared.Next(4096):x}"));
        await Command.RunAsync("ip", ["netns", "add", space.Name], cancellationToken);
        await Command.RunAsync("nsenter", [.. space.Enter, "ip", "link", "set", "lo", "up"], cancellationToken);
        return space;
    }

    /// <summary>Arguments of nsenter before the program's own.</summary>
    public string[] Enter => ["--net=" + Path, "--"];

    /// <summary>A handler whose connections are made inside.</summary>
    public SocketsHttpHandler HttpHandler() => new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (context, cancellationToken) => await ConnectAsync(context.DnsEndPoint, cancellationToken),
    };

    public async Task<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var socket = await CreateSocketAsync();
        try
        {
            var address = IPAddress.TryParse(target.Host, out var parsed) ? parsed : IPAddress.Loopback;
            await socket.ConnectAsync(new IPEndPoint(address, target.Port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Ends what still runs inside (a name server outlives its agent, so that guests keep theirs) and takes it down.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var pid in (await Command.RunAsync("ip", ["netns", "pids", Name], CancellationToken.None)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Signals.Send(int.Parse(pid, CultureInfo.InvariantCulture), Signals.Kill);
        }

        await Command.TryRunAsync("ip", ["netns", "del", Name], CancellationToken.None);
    }

    /// <summary>Namespaces of test processes that were killed.</summary>
    private static async Task SweepAsync(string prefix, CancellationToken cancellationToken)
    {
        if (!Directory.Exists("/run/netns"))
        {
            return;
        }

        foreach (var name in Directory.GetFiles("/run/netns", prefix + "-*").Select(file => System.IO.Path.GetFileName(file)!)) // a file has a name
        {
            var parts = name.Split('-');
            if (parts.Length == 3 && !Directory.Exists("/proc/" + parts[1]))
            {
                await Command.TryRunAsync("ip", ["netns", "del", name], cancellationToken);
            }
        }
    }

    private Task<Socket> CreateSocketAsync()
    {
        var made = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                using var space = File.OpenHandle(Path);
                if (NativeMethods.setns((int)space.DangerousGetHandle(), CloneNewNet) != 0)
                {
                    throw new IOException($"setns {Path}: error {Marshal.GetLastPInvokeError()}");
                }

                made.SetResult(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
            }
            catch (Exception failure)
            {
                made.SetException(failure);
            }
        }) { IsBackground = true }.Start();
        return made.Task;
    }

    private static class NativeMethods
    {
        [DllImport("libc", SetLastError = true)]
        internal static extern int setns(int descriptor, int kind);
    }
}
