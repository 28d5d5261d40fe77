using System.Collections.Concurrent;
using System.Threading.Channels;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Tests.Fakes;

/// <summary>A process a test commands. Calls are noted in order.</summary>
internal sealed class FakeProcess : IVmProcess
{
    private static int _pids = 1000;

    private readonly TaskCompletionSource<EngineExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<EngineEvent> _events = Channel.CreateBounded<EngineEvent>(64);

    public ConcurrentQueue<string> Calls { get; } = [];

    public EngineStatus Status { get; set; } = EngineStatus.Running;

    /// <summary>What pressing the power button does; nothing unless a test says.</summary>
    public Action? OnPowerButton { get; set; }

    public bool Disposed { get; private set; }

    public int Pid { get; } = Interlocked.Increment(ref _pids);

    public required MachineProfile Profile { get; init; }

    public Accelerator Accelerator { get; init; } = Accelerator.Tcg;

    public string EngineVersion => "7.2.22";

    public required DateTimeOffset StartedAt { get; init; }

    public required int Vcpus { get; init; }

    public required int MemoryMiB { get; init; }

    public string ConsoleSocket { get; init; } = "/nonexistent/serial.sock";

    public required string ControlSocket { get; init; }

    public int? GuestPort { get; init; }

    public string? Note => null;

    public Task<EngineExit> Exited => _exited.Task;

    public ChannelReader<EngineEvent> Events => _events.Reader;

    public void Say(EngineEvent happened) => _events.Writer.TryWrite(happened);

    public void End(EngineExitReason reason, string evidence = "signal 9")
    {
        _exited.TrySetResult(new EngineExit(reason, evidence));
        _events.Writer.TryComplete();
    }

    public Task<Result<EngineStatus>> StatusAsync(CancellationToken cancellationToken) => Task.FromResult<Result<EngineStatus>>(Status);

    public Task<Result<Done>> PauseAsync(CancellationToken cancellationToken)
    {
        Status = EngineStatus.Paused;
        return DoAsync("pause");
    }

    public Task<Result<Done>> ResumeAsync(CancellationToken cancellationToken)
    {
        Status = EngineStatus.Running;
        return DoAsync("resume");
    }

    public Task<Result<Done>> ResetAsync(CancellationToken cancellationToken) => DoAsync("reset");

    public Task<Result<Done>> PressPowerButtonAsync(CancellationToken cancellationToken)
    {
        OnPowerButton?.Invoke();
        return DoAsync("button");
    }

    public Task<EngineExit> KillAsync(CancellationToken cancellationToken)
    {
        Calls.Enqueue("kill");
        End(EngineExitReason.Asked, "asked");
        return Exited;
    }

    public void CapLogs() => Calls.Enqueue("cap logs");

    public Task<Result<DiskCounters>> DiskCountersAsync(CancellationToken cancellationToken) => Task.FromResult<Result<DiskCounters>>(new DiskCounters(0, 0, 0, 0));

    public ValueTask DisposeAsync()
    {
        Disposed = true;
        return ValueTask.CompletedTask;
    }

    private Task<Result<Done>> DoAsync(string call)
    {
        Calls.Enqueue(call);
        return Task.FromResult<Result<Done>>(Exited.IsCompleted ? new Error(ErrorKind.Unavailable, "engine-gone", "The engine is gone.") : Done.Value);
    }
}
