using System.Collections.Concurrent;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// Tells when processes end: one thread waits on the pidfds of all of them, whether they are children of ours or were started by
/// an agent before us.
/// </summary>
internal static class Deaths
{
    private static readonly ConcurrentDictionary<int, TaskCompletionSource> Waiting = new();
    private static readonly Lazy<int> Epoll = new(Begin);

    /// <summary>Completes when the process of this pidfd has ended. The descriptor must stay open until then.</summary>
    public static Task Of(int pidfd)
    {
        var ended = Waiting.GetOrAdd(pidfd, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var change = new Libc.EpollEvent { Events = Libc.EpollIn | Libc.EpollOneShot, Data = (ulong)pidfd };
        if (Libc.EpollControl(Epoll.Value, Libc.EpollAdd, pidfd, ref change) != 0)
        {
            Waiting.TryRemove(pidfd, out _);
            throw new InvalidOperationException("A process cannot be watched: " + Libc.LastError());
        }

        return ended.Task;
    }

    /// <summary>Stops waiting, before the descriptor is closed and its number used again.</summary>
    public static void Forget(int pidfd) => Waiting.TryRemove(pidfd, out _);

    private static int Begin()
    {
        var epoll = Libc.EpollCreate(Libc.O_CLOEXEC);
        if (epoll < 0)
        {
            throw new InvalidOperationException("epoll is not available: " + Libc.LastError());
        }

        new Thread(() => Watch(epoll)) { IsBackground = true, Name = "deaths" }.Start();
        return epoll;
    }

    private static unsafe void Watch(int epoll)
    {
        const int Most = 32;
        var events = stackalloc Libc.EpollEvent[Most];
        while (true)
        {
            // Interrupted by a signal: wait again.
            var count = Libc.EpollWait(epoll, events, Most, -1);
            for (var i = 0; i < count; i++)
            {
                if (Waiting.TryRemove((int)events[i].Data, out var ended))
                {
                    ended.TrySetResult();
                }
            }
        }
    }
}
