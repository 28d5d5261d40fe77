using System.Net.Sockets;
using System.Text;

namespace NexusQuantum.Agent.Tests.Engines;

/// <summary>Types at a VM's serial console and waits for what it shows.</summary>
internal sealed class SerialLine : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly StringBuilder _seen = new();
    private int _searched;

    public string Seen => _seen.ToString();

    public static async Task<SerialLine> OpenAsync(string path, CancellationToken token)
    {
        var line = new SerialLine();
        await line._socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
        return line;
    }

    public async Task TypeAsync(string text, CancellationToken token) => await _socket.SendAsync(Encoding.UTF8.GetBytes(text + "\n"), token);

    /// <summary>Waits until a text has appeared after the last one waited for.</summary>
    public async Task<string> WaitAsync(string text, CancellationToken token, int seconds = 60)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        var buffer = new byte[4096];
        while (true)
        {
            var all = _seen.ToString();
            var at = all.IndexOf(text, _searched, StringComparison.Ordinal);
            if (at >= 0)
            {
                var part = all[_searched..at];
                _searched = at + text.Length;
                return part;
            }

            try
            {
                var read = await _socket.ReceiveAsync(buffer, limit.Token);
                Assert.True(read > 0, $"The console ended before '{text}':\n{all}");
                _seen.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"'{text}' did not appear within {seconds} s:\n{all}");
            }
        }
    }

    /// <summary>Waits until the guest's shell on the console takes commands.</summary>
    public async Task WaitLoginAsync(CancellationToken token)
    {
        await WaitAsync("automatic login)", token);
        await WaitAsync("# ", token);
    }

    /// <summary>Runs a command in the guest's shell and returns what it printed; a kernel that finds a device late must not write into it.</summary>
    public async Task<string> RunAsync(string command, CancellationToken token, int seconds = 60)
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        await TypeAsync($"echo 1 >/proc/sys/kernel/printk; echo \"<{mark[..4]}\"\"{mark[4..]}\"; {command}; echo \">{mark[..4]}\"\"{mark[4..]}\"", token);
        await WaitAsync("<" + mark, token, seconds);
        return (await WaitAsync(">" + mark, token, seconds)).Trim();
    }

    /// <summary>Reads on until the engine closes the line.</summary>
    public async Task WaitEndAsync(CancellationToken token, int seconds = 60)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        var buffer = new byte[4096];
        try
        {
            for (var read = 1; read > 0;)
            {
                read = await _socket.ReceiveAsync(buffer, limit.Token);
                _seen.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            // Reset: it ended with bytes of ours unread.
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The console did not end within {seconds} s:\n{_seen}");
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
