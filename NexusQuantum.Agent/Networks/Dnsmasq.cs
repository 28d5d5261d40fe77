using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Networks;

/// <summary>
/// One dnsmasq on the bridge: started detached, so that guests keep their names while the agent is away; adopted by the next agent;
/// started again with back-off when it dies. It gives up root for an account of the system by itself.
/// </summary>
internal sealed partial class Dnsmasq(string directory, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private const long LogLimit = 256 * 1024;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stopping = new();
    private readonly DnsmasqHosts _hosts = new(directory);
    private DetachedProcess? _process;
    private TaskCompletionSource? _planned;
    private IPAddress _gateway = IPAddress.None;
    private IReadOnlyList<string> _arguments = [];
    private Task _watching = Task.CompletedTask;

    /// <summary>Why it does not run; null while it does.</summary>
    public string? Problem { get; private set; }

    /// <summary>Where it keeps its files below the network's state.</summary>
    public static string DirectoryIn(string state) => Path.Combine(state, "dnsmasq");

    private string PidFile => Path.Combine(directory, "dnsmasq.pid");

    private string ArgumentsFile => Path.Combine(directory, "dnsmasq.argv");

    /// <summary>Makes it run with these leases on this bridge; an older one with other arguments is replaced.</summary>
    public async Task EnsureAsync(BridgeLayout layout, IEnumerable<Lease> leases, CancellationToken cancellationToken)
    {
        if (ChildProcess.Find("dnsmasq") is null)
        {
            Problem = "dnsmasq is not installed, so there is no DHCP and no name service on the bridge; guests get their address from the kernel command line. Fix: apt-get install dnsmasq-base";
            return;
        }

        Directory.CreateDirectory(directory);
        File.SetUnixFileMode(directory, (UnixFileMode)Convert.ToInt32("755", 8));
        _hosts.Write(leases);
        _arguments = DnsmasqFiles.Arguments(layout, directory, _hosts.Path, IdRanges.HasUser("dnsmasq") ? "dnsmasq" : "nobody");
        if (_process is { Ended.IsCompleted: false })
        {
            _process.Hangup();
            return;
        }

        var same = File.Exists(ArgumentsFile) && string.Equals(File.ReadAllText(ArgumentsFile), string.Join('\n', _arguments), StringComparison.Ordinal);
        _process = PidRecord.Read(PidFile) is { } record ? DetachedProcess.Open(record, time) : null;
        if (_process is not null && !same)
        {
            await EndAsync(_process);
            _process = null;
        }

        _gateway = layout.Gateway;
        if (_process is null)
        {
            await StartAsync(cancellationToken);
        }
        else
        {
            _process.Hangup();
        }

        if (_watching.IsCompleted)
        {
            _watching = WatchAsync();
        }
    }

    /// <summary>Tells it the leases anew.</summary>
    public async Task UpdateAsync(IEnumerable<Lease> leases)
    {
        // Written also while it is being started anew after its death: the start reads them. None were begun where it is not installed.
        if (_arguments.Count == 0 || !_hosts.Write(leases) || _process is not { Ended.IsCompleted: false } process)
        {
            return;
        }

        if (VmAccounts.OthersCanRead(_hosts.Path))
        {
            process.Hangup();
        }
        else
        {
            // Its account cannot reach the file any more: only the start, still as root, reads it. The watcher starts it anew.
            var restarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _planned = restarted;
            await EndAsync(process);
            await Task.WhenAny(restarted.Task, _watching);
        }
    }

    /// <summary>Ends it for good.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        var process = _process ?? (PidRecord.Read(PidFile) is { } record ? DetachedProcess.Open(record, time) : null);
        if (process is not null)
        {
            await EndAsync(process);
        }

        if (Directory.Exists(directory))
        {
            File.Delete(PidFile);
        }

        _hosts.Delete();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _process?.Dispose();
        _stopping.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var logFile = SafeOpen.Append(directory, "dnsmasq.log", truncate: true);
        if (!logFile.Ok)
        {
            Problem = logFile.Error.Message;
            return;
        }

        using var logHandle = logFile.Value;
        File.Delete(PidFile);
        AtomicFile.Write(ArgumentsFile, string.Join('\n', _arguments));
        var pid = Launcher.Start(new LaunchOrder
        {
            Program = ChildProcess.Find("dnsmasq") ?? "/usr/sbin/dnsmasq",
            Arguments = _arguments,
            Directory = "/",
            PidFile = PidFile,
            Log = logHandle,
        });
        _process = pid.Ok && PidRecord.Of(pid.Value) is { } record ? DetachedProcess.Open(record, time) : null;
        Problem = _process is null
            ? "dnsmasq cannot be started: " + (pid.Error?.Message ?? "it ended at once")
            : await AnswersAsync(_process, cancellationToken) ? null : "dnsmasq does not answer on the bridge.";
    }

    /// <summary>Waits until it listens. A signal sent earlier would end it: it has no handlers yet.</summary>
    private async Task<bool> AnswersAsync(DetachedProcess process, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        while (!process.Ended.IsCompleted && time.GetElapsedTime(begin) < StartTime)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(_gateway, 53, cancellationToken);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
            }
        }

        return false;
    }

    private async Task WatchAsync()
    {
        var pause = TimeSpan.FromSeconds(1);
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                var started = time.GetTimestamp();
                if (_process is { } process)
                {
                    var status = await process.Ended.WaitAsync(_stopping.Token);
                    var words = SafeText.LastLines(SafeOpen.ReadTail(directory, "dnsmasq.log", 4096), 2, 300);
                    if (_planned is null)
                    {
                        Problem = $"dnsmasq ended ({words}) and is started again.";
                        Log.Ended(log, status ?? "unknown", words);
                    }

                    process.Dispose();
                    _process = null;
                }

                if (Interlocked.Exchange(ref _planned, null) is { } planned)
                {
                    await StartAsync(_stopping.Token);
                    planned.SetResult();
                    continue;
                }

                pause = time.GetElapsedTime(started) > LongestPause ? TimeSpan.FromSeconds(1) : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                await Task.Delay(pause, time, _stopping.Token);
                SafeOpen.Cap(directory, "dnsmasq.log", LogLimit);
                await StartAsync(_stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Let go, or about to be ended.
        }
    }

    private async Task EndAsync(DetachedProcess process)
    {
        process.Terminate();
        try
        {
            await process.Ended.WaitAsync(StopTime, time);
        }
        catch (TimeoutException)
        {
            process.Kill();
            await process.Ended;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3101, LogLevel.Warning, "dnsmasq ended ({Status}): {Words}")]
        public static partial void Ended(ILogger logger, string status, string words);
    }
}
