using System.Net.WebSockets;
using System.Text.Json;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Shells;

/// <summary>
/// One console or shell of one person: a socket to the agent on one side, a browser that comes and goes on the other. It lives on
/// without a browser until <see cref="ShellSessions"/> ends it. Both ways are bounded: while <see cref="ShellOutput"/> is full the
/// agent is not read, which holds the guest back, and <see cref="ShellInput"/> takes no more than the guest's host takes from it.
/// </summary>
internal sealed class ShellSession : IAsyncDisposable
{
    private const int MessageBytes = 32 * 1024;

    private readonly Func<Caller> _owner;
    private readonly WebSocket _socket;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _helloed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ShellInput _input = new();
    private readonly ShellOutput _output;
    private readonly Task _run;
    private volatile bool _lost;

    public ShellSession(string id, Func<Caller> owner, VmId vm, ProjectId project, bool isConsole, WebSocket socket, TimeProvider time)
    {
        (Id, _owner, Vm, Project, IsConsole, _socket, _time) = (id, owner, vm, project, isConsole, socket, time);
        OwnerId = owner().UserId;
        OwnerName = owner().Name;
        _output = new ShellOutput(_input, time);
        _run = RunAsync();
    }

    public string Id { get; }

    public Guid OwnerId { get; }

    public string OwnerName { get; }

    /// <summary>Its owner as of now, by the session or token that opened it: nobody once that has ended.</summary>
    public Caller Owner => _owner();

    public VmId Vm { get; }

    /// <summary>The machine's project when the session was opened.</summary>
    public ProjectId Project { get; }

    public bool IsConsole { get; }

    /// <summary>What its owner must be allowed for as long as it is used.</summary>
    public Permission Needs => IsConsole ? Permission.VmConsole : Permission.VmShell;

    public bool Live => _output.Live;

    public DateTimeOffset? Since => _output.Since;

    /// <summary>When the last browser left; null while one reads.</summary>
    public DateTimeOffset? LeftAt => _output.LeftAt;

    public DateTimeOffset LastInputAt { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>True when nothing more will come from the agent.</summary>
    public bool Ended => _output.Ended;

    public long Start => _output.Start;

    /// <summary>Bytes of input accepted so far, and how many of them the host took.</summary>
    public (long Typed, long Taken) Input => (_input.Typed, _input.Taken);

    /// <summary>Waits for the agent's first word about the console (scrollback, on or off), a moment at most.</summary>
    public Task GreetedAsync(CancellationToken cancellationToken)
        => Task.WhenAny(_helloed.Task, Task.Delay(TimeSpan.FromSeconds(2), _time, cancellationToken));

    /// <summary>Bytes from an offset on, and what changes beside them, until the session ends; a second reader takes over from the first.</summary>
    public IAsyncEnumerable<ShellFrame> ReadAsync(long offset, CancellationToken cancellationToken) => _output.ReadAsync(offset, cancellationToken);

    public void Acknowledge(long offset) => _output.Acknowledge(offset);

    public void ShowViewers(ShellViewer[] viewers) => _output.Show(viewers);

    /// <summary>What was typed or pasted, in order and at once; false when more is under way than the guest's host takes.</summary>
    public bool Type(ReadOnlySpan<byte> bytes)
    {
        LastInputAt = _time.GetUtcNow();
        return _input.TryType(bytes);
    }

    /// <summary>A serial line has no size.</summary>
    public void Resize(int cols, int rows)
    {
        if (!IsConsole)
        {
            _input.Resize(new ShellSize(cols, rows));
        }
    }

    /// <summary>Its owner may not use it any more: its reader is told so, instead of that it just ended.</summary>
    public void Lose() => _lost = true;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _output.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var broke = true;
        using var typingEnd = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        var typing = _input.ForwardAsync(_socket, _output.Look, typingEnd.Token);
        try
        {
            await PumpAsync();
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or JsonException)
        {
            broke = !_end.IsCancellationRequested;
        }
        finally
        {
            _output.End(_lost ? ShellErrors.Gone.Message : broke ? "The connection to the host broke." : null);
            _helloed.TrySetResult();
            await typingEnd.CancelAsync();
            await typing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads the agent until it closes.</summary>
    private async Task PumpAsync()
    {
        var buffer = new byte[MessageBytes];
        while (true)
        {
            var result = await _socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
            switch (result.MessageType)
            {
                case WebSocketMessageType.Close:
                    return;
                case WebSocketMessageType.Text when !result.EndOfMessage:
                    // Control messages are small and whole; anything else is not from our agent.
                    throw new InvalidDataException("The agent sent a control message that is too long.");
                case WebSocketMessageType.Text:
                    Control(buffer.AsSpan(0, result.Count));
                    break;
                case WebSocketMessageType.Binary:
                    await _output.AppendAsync(buffer.AsMemory(0, result.Count), _end.Token);
                    break;
            }
        }
    }

    private void Control(ReadOnlySpan<byte> json)
    {
        if (IsConsole)
        {
            if (JsonSerializer.Deserialize(json, AgentJson.Default.ConsoleHello) is { } hello)
            {
                _output.Hear(hello);
            }

            _helloed.TrySetResult();
        }
        else if (JsonSerializer.Deserialize(json, AgentJson.Default.ShellControl)?.Exit is { } exit)
        {
            _output.Hear(exit);
        }
    }
}
