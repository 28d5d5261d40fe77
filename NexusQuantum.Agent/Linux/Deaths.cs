using System.Collections.Concurrent;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// Tells when processes end: one thread waits on the pidfds of all of them, whether they are children of ours or were started by
/// an agent before us.
/// </summary>
internal static class Deaths
{
    private static readonly ConcurrentDictionary<ulong, TaskCompletionSource> Waiting = new();
    private static readonly Lazy<int> Epoll = new(Begin);
    private static ulong _last;

    /// <summary>
    /// Completes when the process of this pidfd has ended; the descriptor must stay open until then or until <see cref="Forget"/>.
    /// Known by a number of its own. Story: the watcher is handed the end of the process behind descriptor 40 and is put aside; its
    /// owner closes 40, and the next process gets a pidfd of that number: going by it, that one would be told as dead.
    /// </summary>
    public static (Task Ended, ulong Watch) Of(int pidfd)
    {
        var watch = Interlocked.Increment(ref _last);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Waiting[watch] = ended;
        var change = new Libc.EpollEvent { Events = Libc.EpollIn | Libc.EpollOneShot, Data = watch };
        if (Libc.EpollControl(Epoll.Value, Libc.EpollAdd, pidfd, ref change) != 0)
        {
            Waiting.TryRemove(watch, out _);
            throw new InvalidOperationException("A process cannot be watched: " + Libc.LastError());
        }

        return (ended.Task, watch);
    }

    /// <summary>Stops waiting, before the descriptor is closed.</summary>
    public static void Forget(ulong watch) => Waiting.TryRemove(watch, out _);

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
                if (Waiting.TryRemove(events[i].Data, out var ended))
                {
                    ended.TrySetResult();
                }
            }
        }
    }
}
