using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Engines.Qemu.Qmp;

/// <summary>
/// A session with one QMP monitor. QEMU speaks to one client at a time: a second connect waits for its greeting until the first
/// lets go. Commands may run at once; each answer is matched by id. A line that is too long or too odd ends the session.
/// </summary>
internal sealed class QmpConnection : IAsyncDisposable
{
    /// <summary>Deadline of one command.</summary>
    public static readonly TimeSpan CommandTime = TimeSpan.FromSeconds(5);

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly Action<QmpMessage.Event> _onEvent;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<QmpMessage>> _pending = new();
    private readonly TaskCompletionSource<QmpMessage> _greeting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _closing = new();

    // Ours are a handful a second. A QEMU that a guest took over must not keep a processor of the agent's busy with events.
    private readonly LineBudget _budget;
    private long _lastId;

    private QmpConnection(Socket socket, TimeProvider time, Action<QmpMessage.Event> onEvent)
    {
        _socket = socket;
        _time = time;
        _onEvent = onEvent;
        _budget = new LineBudget(time, burst: 500, perSecond: 100);
        Closed = ReadAsync();
    }

    /// <summary>Completes when the session has ended, everything received before having been told.</summary>
    public Task Closed { get; }

    /// <summary>Connects and negotiates within <paramref name="deadline"/>.</summary>
    public static async Task<Result<QmpConnection>> ConnectAsync(
        string path, TimeSpan deadline, TimeProvider time, Action<QmpMessage.Event> onEvent, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        QmpConnection? connection = null;
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), either.Token);
            connection = new QmpConnection(socket, time, onEvent);
            await connection._greeting.Task.WaitAsync(either.Token);
            var answer = await connection.ExecuteAsync("qmp_capabilities", null, either.Token);
            if (answer.Ok)
            {
                return connection;
            }

            await connection.DisposeAsync();
            return answer.Error;
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await DropAsync();
            return Gone("QEMU does not answer on its control socket");
        }
        catch (OperationCanceledException)
        {
            await DropAsync();
            throw;
        }

        async Task DropAsync()
        {
            socket.Dispose();
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
        }
    }

    /// <summary>Runs a command; <paramref name="arguments"/> is a JSON object of ours or null.</summary>
    public async Task<Result<JsonElement>> ExecuteAsync(string command, string? arguments, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<QmpMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = answer;
        using var limit = new CancellationTokenSource(CommandTime, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (Closed.IsCompleted)
            {
                return Gone("QEMU's control session has ended");
            }

            await SendAsync(command, arguments, id, either.Token);
            var message = await answer.Task.WaitAsync(either.Token);
            return message is QmpMessage.Answer good
                ? good.Value
                : new Error(ErrorKind.Failed, "qemu-refused", $"QEMU refused {command}: {SafeText.Clean((message as QmpMessage.Refusal)?.Description ?? string.Empty)}");
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            return Gone("QEMU's control session has ended");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Gone(string.Create(CultureInfo.InvariantCulture, $"QEMU did not answer {command} within {CommandTime.TotalSeconds} s"));
        }
        finally
        {
            _pending.TryRemove(id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _socket.Dispose();
        await Closed;
        _closing.Dispose();
        _writing.Dispose();
    }

    private static Error Gone(string message) => new(ErrorKind.Unavailable, "qemu-gone", message + ".");

    private async Task SendAsync(string command, string? arguments, long id, CancellationToken cancellationToken)
    {
        var rest = arguments is null ? string.Empty : ",\"arguments\":" + arguments;
        var line = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"execute\":\"{command}\"{rest},\"id\":{id}}}\n"));
        await _writing.WaitAsync(cancellationToken);
        var sent = 0;
        try
        {
            while (sent < line.Length)
            {
                sent += await _socket.SendAsync(line.AsMemory(sent), cancellationToken);
            }
        }
        finally
        {
            // After half a line the next command would be read as its other half: there is no session any more.
            if (sent > 0 && sent < line.Length)
            {
                _socket.Dispose();
            }

            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        await Task.Yield();
        try
        {
            await using var stream = new NetworkStream(_socket, ownsSocket: false);
            var reader = PipeReader.Create(stream);
            while (true)
            {
                var read = await reader.ReadAsync(_closing.Token);
                var buffer = read.Buffer;
                while (TakeLine(ref buffer, out var line))
                {
                    if (_budget.Take() is var wait && wait > TimeSpan.Zero)
                    {
                        await Task.Delay(wait, _time, _closing.Token);
                    }

                    Dispatch(QmpMessage.Parse(line.IsSingleSegment ? line.First : line.ToArray()));
                }

                if (read.IsCompleted || buffer.Length > QmpMessage.MaxLine)
                {
                    break;
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The process ended, or we let go.
        }

        // A session that ended is no session: commands on the way are told, and a silent QEMU is disconnected.
        _socket.Dispose();
        _greeting.TrySetException(new IOException("The session ended before its greeting."));
        _ = _greeting.Task.Exception;
        foreach (var id in _pending.Keys)
        {
            if (_pending.TryRemove(id, out var waiting))
            {
                waiting.TrySetException(new IOException("The session ended."));
            }
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

    private void Dispatch(QmpMessage? message)
    {
        switch (message)
        {
            case QmpMessage.Greeting:
                _greeting.TrySetResult(message);
                break;
            case QmpMessage.Event happened:
                _onEvent(happened);
                break;
            case QmpMessage.Answer answer when _pending.TryRemove(answer.Id, out var waiting):
                waiting.TrySetResult(answer);
                break;
            case QmpMessage.Refusal refusal when _pending.TryRemove(refusal.Id, out var waiting):
                waiting.TrySetResult(refusal);
                break;
            default:
                break;
        }
    }
}
