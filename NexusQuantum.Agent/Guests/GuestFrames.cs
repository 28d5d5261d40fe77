using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guests;

/// <summary>
/// What a guest says on one connection of its control line. The guest is hostile: a line has a longest length, lines come at a
/// bounded rate, and after too many that are not what they must be nothing more is read.
/// </summary>
internal sealed class GuestFrames(Stream stream, TimeProvider time)
{
    private const int MaxBadLines = 8;

    private readonly LineBudget _budget = new(time, burst: 40, perSecond: 20);
    private int _bad;

    /// <summary>Why we ended the reading; null when the other side closed it.</summary>
    public string? Fault { get; private set; }

    public async IAsyncEnumerable<GuestFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 4096, minimumReadSize: 1024, leaveOpen: true));
        try
        {
            while (Fault is null)
            {
                var read = await reader.ReadAsync(cancellationToken);
                var buffer = read.Buffer;
                while (Fault is null && TakeLine(ref buffer, out var line))
                {
                    if (line.IsEmpty)
                    {
                        // A guest parts the wreck of a line it could not finish with an empty one.
                        continue;
                    }

                    if (_budget.Take() is var wait && wait > TimeSpan.Zero)
                    {
                        await Task.Delay(wait, time, cancellationToken);
                    }

                    if (Parse(line) is { } frame)
                    {
                        yield return frame;
                    }
                }

                if (buffer.Length > GuestRoutes.MaxLine)
                {
                    Fault ??= "a line does not end";
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    yield break;
                }
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static bool TakeLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return false;
        }

        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    private GuestFrame? Parse(ReadOnlySequence<byte> line)
    {
        if (line.Length > GuestRoutes.MaxLine)
        {
            Fault = "a line is too long";
            return null;
        }

        var frame = GuestFrameReader.Read(line);
        if (frame is null && ++_bad > MaxBadLines)
        {
            Fault = "too many lines are not what they must be";
        }

        return frame;
    }
}
