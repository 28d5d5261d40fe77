using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Pty;

/// <summary>
/// Reads a terminal in pieces worth sending. One read returns what is there now, 4 KB at most, and on one CPU that is often a single
/// line, because the reader wakes before the program has written the next. So: the first output after a pause goes at once (a key's
/// echo); while more keeps coming, it is gathered for five milliseconds or up to 32 KB. A terminal holds no more than some 8 KB for us,
/// so a program that has filled it is waiting: then it is emptied each millisecond instead. Once <c>ended</c> fires (the shell is gone)
/// it reads what is left and no more, because a job in the background can hold the terminal open for ever.
/// </summary>
internal sealed class ShellReader(Descriptor master, TimeProvider time, CancellationToken ended)
{
    public const int Largest = 32 * 1024;
    private const int Filled = 4 * 1024;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(1);

    private long _lastRead;

    /// <summary>Bytes in <paramref name="buffer"/>; 0 when the last program has let go of the terminal, or the shell ended and all is read.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var length = await FirstAsync(buffer, cancellationToken);
        var flowing = _lastRead != 0 && time.GetElapsedTime(_lastRead) < Gather;
        if (length > 0 && flowing)
        {
            length += Rest(buffer.Span[length..]);
            length += await GatherAsync(buffer[length..], filled: length >= Filled, cancellationToken);
        }

        _lastRead = time.GetTimestamp();
        return length;
    }

    /// <summary>What comes within the gathering time, sooner when the buffer is full or the program has paused.</summary>
    private async ValueTask<int> GatherAsync(Memory<byte> buffer, bool filled, CancellationToken cancellationToken)
    {
        if (!filled)
        {
            await Task.Delay(Gather, time, cancellationToken);
            return Rest(buffer.Span);
        }

        var length = 0;
        for (var begun = time.GetTimestamp(); length < buffer.Length && time.GetElapsedTime(begun) < Gather;)
        {
            await Task.Delay(Beat, time, cancellationToken);
            var more = Rest(buffer.Span[length..]);
            if (more == 0)
            {
                break;
            }

            length += more;
        }

        return length;
    }

    private async ValueTask<int> FirstAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var count = master.Read(buffer.Span);
            if (count != -Const.WouldBlock)
            {
                // EIO: nobody has the other side open any more.
                return Math.Max(0, count);
            }

            if (ended.IsCancellationRequested)
            {
                return 0;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ended);
            await master.ReadableAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>What is there now.</summary>
    private int Rest(Span<byte> buffer)
    {
        var length = 0;
        while (length < buffer.Length)
        {
            var count = master.Read(buffer[length..]);
            if (count <= 0)
            {
                break;
            }

            length += count;
        }

        return length;
    }
}
