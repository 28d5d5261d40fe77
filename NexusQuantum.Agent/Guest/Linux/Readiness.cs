using System.Runtime.InteropServices;

namespace NexusQuantum.Agent.Guest.Linux;

/// <summary>
/// One thread that waits in epoll(7) for every descriptor of the process, so that terminals, pipes, process handles and the
/// control line are read with <c>await</c> and cost no thread each. Registrations are one-shot and armed by <see cref="Descriptor"/>.
/// </summary>
internal sealed unsafe class Readiness
{
    internal const uint In = 0x1;
    internal const uint Out = 0x4;
    internal const uint Error = 0x8;
    internal const uint Hangup = 0x10;
    private const uint OneShot = 1u << 30;
    private const int Add = 1;
    private const int Delete = 2;
    private const int Modify = 3;

    private readonly int _epoll;
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, Descriptor> _descriptors = [];
    private ulong _nextId;

    private Readiness()
    {
        _epoll = Libc.EpollCreate(Const.CloseOnExec);
        if (_epoll < 0)
        {
            throw LinuxException.Last("epoll_create1");
        }

        new Thread(Run, 128 * 1024) { IsBackground = true, Name = "readiness" }.Start();
    }

    /// <summary>The process's only one; it lives as long as the process.</summary>
    public static Readiness Shared { get; } = new();

    /// <summary>Takes note of a descriptor, without waiting for anything yet; its number here is never used again.</summary>
    internal ulong Register(Descriptor descriptor, int fd)
    {
        lock (_lock)
        {
            var id = ++_nextId;
            var change = new Libc.EpollEvent { Events = OneShot, Data = id };
            if (Libc.EpollControl(_epoll, Add, fd, &change) < 0)
            {
                throw LinuxException.Last("epoll_ctl");
            }

            _descriptors.Add(id, descriptor);
            return id;
        }
    }

    /// <summary>Reports the next of <paramref name="events"/> once.</summary>
    internal void Arm(ulong id, int fd, uint events)
    {
        var change = new Libc.EpollEvent { Events = events | OneShot, Data = id };
        if (Libc.EpollControl(_epoll, Modify, fd, &change) < 0)
        {
            throw LinuxException.Last("epoll_ctl");
        }
    }

    internal void Forget(ulong id, int fd)
    {
        lock (_lock)
        {
            _descriptors.Remove(id);
        }

        var change = default(Libc.EpollEvent);
        _ = Libc.EpollControl(_epoll, Delete, fd, &change);
    }

    private void Run()
    {
        var events = stackalloc Libc.EpollEvent[32];
        while (true)
        {
            var count = Libc.EpollWait(_epoll, events, 32, -1);
            if (count < 0 && Marshal.GetLastPInvokeError() != Const.Interrupted)
            {
                throw LinuxException.Last("epoll_wait");
            }

            for (var i = 0; i < count; i++)
            {
                Descriptor? descriptor;
                lock (_lock)
                {
                    _descriptors.TryGetValue(events[i].Data, out descriptor);
                }

                descriptor?.Ready(events[i].Events);
            }
        }
    }
}
