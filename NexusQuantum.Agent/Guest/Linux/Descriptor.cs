using System.Runtime.InteropServices;

namespace NexusQuantum.Agent.Guest.Linux;

/// <summary>
/// A non-blocking file descriptor that can be awaited. Owns it. At most one reader and one writer at a time; disposing wakes both,
/// and what they try next throws <see cref="ObjectDisposedException"/>.
/// </summary>
internal sealed class Descriptor : IDisposable
{
    private readonly Lock _lock = new();
    private readonly int _fd;
    private readonly ulong _id;
    private TaskCompletionSource? _readable;
    private TaskCompletionSource? _writable;
    private bool _closed;

    /// <summary>Takes over <paramref name="fd"/> and makes it non-blocking.</summary>
    public Descriptor(int fd)
    {
        _fd = fd;
        try
        {
            var flags = Libc.FileControl(fd, Const.GetFlags, 0);
            if (flags < 0 || Libc.FileControl(fd, Const.SetFlags, flags | Const.NonBlocking) < 0)
            {
                throw LinuxException.Last("fcntl");
            }

            _id = Readiness.Shared.Register(this, fd);
        }
        catch
        {
            _ = Libc.Close(fd);
            throw;
        }
    }

    /// <summary>Bytes read, 0 at the end, or minus the errno (never EINTR).</summary>
    public unsafe int Read(Span<byte> buffer)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            fixed (byte* start = buffer)
            {
                nint count;
                do
                {
                    count = Libc.Read(_fd, start, (nuint)buffer.Length);
                }
                while (count < 0 && Marshal.GetLastPInvokeError() == Const.Interrupted);

                return count < 0 ? -Marshal.GetLastPInvokeError() : (int)count;
            }
        }
    }

    /// <summary>Bytes written, or minus the errno (never EINTR).</summary>
    public unsafe int Write(ReadOnlySpan<byte> buffer)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            fixed (byte* start = buffer)
            {
                nint count;
                do
                {
                    count = Libc.Write(_fd, start, (nuint)buffer.Length);
                }
                while (count < 0 && Marshal.GetLastPInvokeError() == Const.Interrupted);

                return count < 0 ? -Marshal.GetLastPInvokeError() : (int)count;
            }
        }
    }

    /// <summary>Runs an ioctl(2) on it.</summary>
    public unsafe int Ioctl(nuint request, void* argument)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return Libc.Ioctl(_fd, request, argument);
        }
    }

    /// <summary>Until a read would not block.</summary>
    public Task ReadableAsync(CancellationToken cancellationToken) => WaitAsync(ref _readable, cancellationToken);

    /// <summary>Until a write would not block.</summary>
    public Task WritableAsync(CancellationToken cancellationToken) => WaitAsync(ref _writable, cancellationToken);

    /// <summary>Writes all of it, waiting as long as the token allows; false when the other side is gone.</summary>
    public async Task<bool> WriteAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var count = Write(bytes.Span);
            if (count == -Const.WouldBlock)
            {
                await WritableAsync(cancellationToken);
                continue;
            }

            if (count < 0)
            {
                return false;
            }

            bytes = bytes[count..];
        }

        return true;
    }

    public void Dispose()
    {
        TaskCompletionSource? readable, writable;
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            Readiness.Shared.Forget(_id, _fd);
            _ = Libc.Close(_fd);
            (readable, writable) = (_readable, _writable);
            (_readable, _writable) = (null, null);
        }

        readable?.TrySetResult();
        writable?.TrySetResult();
    }

    internal void Ready(uint events)
    {
        TaskCompletionSource? readable = null, writable = null;
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            var broken = (events & (Readiness.Error | Readiness.Hangup)) != 0;
            if (broken || (events & Readiness.In) != 0)
            {
                (readable, _readable) = (_readable, null);
            }

            if (broken || (events & Readiness.Out) != 0)
            {
                (writable, _writable) = (_writable, null);
            }

            Arm();
        }

        readable?.TrySetResult();
        writable?.TrySetResult();
    }

    private Task WaitAsync(ref TaskCompletionSource? waiter, CancellationToken cancellationToken)
    {
        Task task;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            task = waiter.Task;
            Arm();
        }

        return task.WaitAsync(cancellationToken);
    }

    private void Arm()
    {
        var events = (_readable is null ? 0 : Readiness.In) | (_writable is null ? 0 : Readiness.Out);
        if (events != 0)
        {
            Readiness.Shared.Arm(_id, _fd, events);
        }
    }
}
