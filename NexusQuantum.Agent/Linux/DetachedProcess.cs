using System.Globalization;
using System.Runtime.InteropServices;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// A process started by <see cref="Launcher"/>, by this agent or an earlier one. Held by a pidfd, so a signal can never reach
/// another process that got the same pid. Disposing lets go and does not end it.
/// </summary>
internal sealed class DetachedProcess : IDisposable
{
    private readonly PidRecord _record;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _gone = new();
    private readonly Lock _using = new();
    private readonly int _pidfd;
    private ulong _watch;
    private bool _closed;

    private DetachedProcess(PidRecord record, int pidfd, TimeProvider time)
    {
        _record = record;
        _pidfd = pidfd;
        _time = time;
        Ended = WatchAsync();
    }

    public int Pid => _record.Pid;

    /// <summary>Completes when it has ended: how, when it was our child ("exit code 1", "signal 9"), else null.</summary>
    public Task<string?> Ended { get; }

    /// <summary>Null when exactly this process does not live any more.</summary>
    public static DetachedProcess? Open(PidRecord record, TimeProvider time)
    {
        var pidfd = (int)Libc.Syscall(Libc.SysPidfdOpen, record.Pid, 0, 0, 0);
        if (pidfd < 0 && Marshal.GetLastPInvokeError() != Libc.ENOSYS)
        {
            return null;
        }

        // Checked after the descriptor is held: from here on it is this process or none.
        if (!record.Lives)
        {
            Reap(record.Pid);
            if (pidfd >= 0)
            {
                _ = Libc.Close(pidfd);
            }

            return null;
        }

        return new DetachedProcess(record, pidfd, time);
    }

    public void Signal(int signal)
    {
        // Not while another thread lets go: the descriptor's number may be another process's a moment later.
        lock (_using)
        {
            if (_pidfd >= 0 && !_closed)
            {
                _ = Libc.Syscall(Libc.SysPidfdSendSignal, _pidfd, signal, 0, 0);
            }
            else if (_pidfd < 0 && _record.Lives)
            {
                _ = Libc.Kill(_record.Pid, signal);
            }
        }
    }

    public void Terminate() => Signal(Libc.SIGTERM);

    public void Kill() => Signal(Libc.SIGKILL);

    public void Hangup() => Signal(Libc.SIGHUP);

    public void Dispose()
    {
        lock (_using)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _gone.Cancel();
            if (_pidfd >= 0)
            {
                Deaths.Forget(_watch);
                _ = Libc.Close(_pidfd);
            }
        }

        _gone.Dispose();
    }

    private static string? Reap(int pid)
    {
        if (Libc.WaitPid(pid, out var status, 1) != pid)
        {
            return null;
        }

        return (status & 0x7F) == 0
            ? string.Create(CultureInfo.InvariantCulture, $"exit code {(status >> 8) & 0xFF}")
            : string.Create(CultureInfo.InvariantCulture, $"signal {status & 0x7F}");
    }

    private async Task<string?> WatchAsync()
    {
        if (_pidfd >= 0)
        {
            (var ended, _watch) = Deaths.Of(_pidfd);
            await ended;
        }
        else
        {
            // Kernels before 5.3 have no pidfd: look twice a second.
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), _time);
            while (_record.Lives && await timer.WaitForNextTickAsync(_gone.Token))
            {
            }
        }

        return Reap(_record.Pid);
    }
}
