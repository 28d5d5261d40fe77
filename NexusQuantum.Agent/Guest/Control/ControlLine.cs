using System.Text.Json;
using NexusQuantum.Agent.Guest.Linux;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Control;

/// <summary>
/// The line to the host's agent, JSON and a newline each way. A read of 0 bytes means that no host is connected now, never the end:
/// it is tried again. A frame the host does not take within two seconds is given up, so that nothing here ever waits for a host.
/// </summary>
internal sealed class ControlLine(Descriptor port, IControlHandler handler, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan WriteDeadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan[] Retries = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(20), 250), TimeSpan.FromMilliseconds(250)];

    private readonly LineAssembler _lines = new(GuestRoutes.MaxLine);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _connected;
    private bool _torn;

    /// <summary>Completes when the first hello was given to the host.</summary>
    public Task Greeted => _greeted.Task;

    /// <summary>Serves until the token fires, the port breaks, or the host sends a line longer than it may (then it throws).</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var samples = SampleAsync(stop.Token);
        try
        {
            await ReadAsync(stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await samples.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Sends a frame; false when the host did not take it in time.</summary>
    public async Task<bool> SendAsync(GuestFrame frame, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(frame, GuestJson.Default.GuestFrame);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            // After half a frame an empty line parts the wreck from what follows.
            byte[] line = [.. _torn ? "\n"u8 : [], .. json, (byte)'\n'];
            var sent = await WriteAsync(line, cancellationToken);
            _torn = sent < line.Length && (sent > 0 || _torn);
            return sent == line.Length;
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task<int> WriteAsync(byte[] line, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sent = 0;
        try
        {
            while (sent < line.Length)
            {
                var count = port.Write(line.AsSpan(sent));
                if (count > 0)
                {
                    sent += count;
                    continue;
                }

                if (count != 0 && count != -Const.WouldBlock)
                {
                    return sent;
                }

                // Hung up counts as writable for ever: without a host there is nothing to wait for.
                if (!_connected)
                {
                    return sent;
                }

                deadline.CancelAfter(WriteDeadline);
                await port.WritableAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The deadline: the host does not read.
        }

        return sent;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var idle = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var room = _lines.Room;
            if (room.IsEmpty)
            {
                throw new InvalidDataException($"The host sent a line of more than {GuestRoutes.MaxLine} bytes.");
            }

            var count = port.Read(room.Span);
            if (count == 0)
            {
                _connected = false;
                _lines.Reset();
                await Task.Delay(Retries[Math.Min(idle++, Retries.Length - 1)], time, cancellationToken);
                continue;
            }

            if (count < 0 && count != -Const.WouldBlock)
            {
                throw new LinuxException("control line", -count);
            }

            idle = 0;
            if (!_connected)
            {
                _connected = true;
                await HelloAsync(cancellationToken);
            }

            if (count < 0)
            {
                await port.ReadableAsync(cancellationToken);
                continue;
            }

            _lines.Added(count);
            await HandleAsync(cancellationToken);
        }
    }

    private async Task HandleAsync(CancellationToken cancellationToken)
    {
        while (Parse(out var frame))
        {
            if (frame is null)
            {
                continue;
            }

            if (frame.Ping is { } ping)
            {
                handler.Pinged(ping);
                await HelloAsync(cancellationToken);
            }

            if (frame.Identity is { } identity)
            {
                await SendAsync(new GuestFrame { IdentityDone = handler.Take(identity) }, cancellationToken);
            }

            if (frame.Shutdown is { } shutdown)
            {
                await SendAsync(new GuestFrame { Goodbye = new GuestGoodbye(shutdown.Reboot) }, cancellationToken);
                handler.ShutDown(shutdown.Reboot);
            }
        }
    }

    /// <summary>False when there is no whole line; a line that is no frame is passed over, its text never logged: it may hold secrets.</summary>
    private bool Parse(out HostFrame? frame)
    {
        frame = null;
        if (!_lines.Next(out var line))
        {
            return false;
        }

        if (!line.Trim(" \r\t"u8).IsEmpty)
        {
            try
            {
                frame = JsonSerializer.Deserialize(line, GuestJson.Default.HostFrame);
            }
            catch (JsonException)
            {
                GuestLog.Say("control line: a message was not understood");
            }
        }

        return true;
    }

    private async Task HelloAsync(CancellationToken cancellationToken)
    {
        if (await SendAsync(new GuestFrame { Hello = handler.Hello() }, cancellationToken))
        {
            _greeted.TrySetResult();
        }
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Beat, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (_connected && handler.Sample() is { } sample)
            {
                await SendAsync(new GuestFrame { Sample = sample }, cancellationToken);
            }
        }
    }
}
