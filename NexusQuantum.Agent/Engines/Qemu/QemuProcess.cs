using System.Text.Json;
using System.Threading.Channels;
using NexusQuantum.Agent.Engines.Qemu.Qmp;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>A living QEMU: its process by pidfd, its monitor by QMP. Commands may come from many tasks at once.</summary>
internal sealed class QemuProcess : IVmProcess
{
    private static readonly TimeSpan QuitTime = TimeSpan.FromSeconds(2);
    private const long LogLimit = 1024 * 1024;
    private readonly VmId _id;
    private readonly VmDirectory _directory;
    private readonly QemuRecord _record;
    private readonly DetachedProcess _process;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _letGo = new();
    private readonly Channel<EngineEvent> _events = Channel.CreateBounded<EngineEvent>(
        new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest });

    private QmpConnection? _qmp;
    private volatile bool _asked;
    private int _disposed;

    private QemuProcess(VmId id, VmDirectory directory, QemuRecord record, DetachedProcess process, TimeProvider time)
    {
        _id = id;
        _directory = directory;
        _record = record;
        _process = process;
        _time = time;
        Exited = WatchAsync();
    }

    public int Pid => _process.Pid;

    public MachineProfile Profile => _record.Profile;

    public Accelerator Accelerator => _record.Accelerator;

    public string EngineVersion => _record.Version;

    public DateTimeOffset StartedAt => _record.StartedAt;

    public int Vcpus => _record.Vcpus;

    public int MemoryMiB => _record.MemoryMiB;

    public string ConsoleSocket => QemuFiles.Serial(_directory);

    public string ControlSocket => QemuFiles.Control(_directory);

    public int? GuestPort => _record.GuestPort;

    public string? Note => _record.Note;

    public Task<EngineExit> Exited { get; }

    public ChannelReader<EngineEvent> Events => _events.Reader;

    /// <summary>Connects to a process that lives. On failure the process is still the caller's to end.</summary>
    public static async Task<Result<QemuProcess>> OpenAsync(
        VmId id, VmDirectory directory, QemuRecord record, DetachedProcess process, TimeProvider time, TimeSpan deadline, CancellationToken cancellationToken)
    {
        QemuProcess? qemu = null;
        var connection = await QmpConnection.ConnectAsync(QemuFiles.Qmp(directory), deadline, time, happened => qemu?.OnEvent(happened), cancellationToken);
        if (!connection.Ok)
        {
            return connection.Error;
        }

        qemu = new QemuProcess(id, directory, record, process, time) { _qmp = connection.Value };
        return qemu;
    }

    /// <summary>True for a process whose vCPUs were never let go: an agent died in the middle of its start.</summary>
    public async Task<bool> NeverBeganAsync(CancellationToken cancellationToken)
    {
        var answer = await _qmp!.ExecuteAsync("query-status", null, cancellationToken); // set when it was made
        return answer.Ok && string.Equals(answer.Value.Word("status"), "prelaunch", StringComparison.Ordinal);
    }

    public async Task<Result<EngineStatus>> StatusAsync(CancellationToken cancellationToken)
    {
        var answer = await ExecuteAsync("query-status", null, cancellationToken);
        return answer.Then<EngineStatus>(value => QemuStatus.Read(value.Word("status")));
    }

    public Task<Result<Done>> PauseAsync(CancellationToken cancellationToken) => DoAsync("stop", cancellationToken);

    public Task<Result<Done>> ResumeAsync(CancellationToken cancellationToken) => DoAsync("cont", cancellationToken);

    public Task<Result<Done>> ResetAsync(CancellationToken cancellationToken) => DoAsync("system_reset", cancellationToken);

    public Task<Result<Done>> PressPowerButtonAsync(CancellationToken cancellationToken) => DoAsync("system_powerdown", cancellationToken);

    public async Task<EngineExit> KillAsync(CancellationToken cancellationToken)
    {
        if (!_process.Ended.IsCompleted)
        {
            _asked = true;
            await ExecuteAsync("quit", null, cancellationToken);
            try
            {
                return await Exited.WaitAsync(QuitTime, _time, cancellationToken);
            }
            catch (TimeoutException)
            {
                _process.Kill();
            }
        }

        return await Exited.WaitAsync(cancellationToken);
    }

    public void CapLogs()
    {
        // Its writers append, so they go on at the beginning.
        SafeOpen.Cap(_directory.Run, QemuFiles.Log, LogLimit);
        SafeOpen.Cap(_directory.Run, QemuFiles.EventLog, LogLimit);
    }

    public async Task<Result<DiskCounters>> DiskCountersAsync(CancellationToken cancellationToken)
    {
        var answer = await ExecuteAsync("query-blockstats", null, cancellationToken);
        return answer.Then<DiskCounters>(value => QemuStatus.Sum(value));
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _letGo.CancelAsync();
        if (_qmp is { } qmp)
        {
            await qmp.DisposeAsync();
        }

        _process.Dispose();
        _events.Writer.TryComplete();
        _letGo.Dispose();
    }

    private async Task<Result<Done>> DoAsync(string command, CancellationToken cancellationToken)
    {
        var answer = await ExecuteAsync(command, null, cancellationToken);
        return answer.Then<Done>(_ => Done.Value);
    }

    private Task<Result<JsonElement>> ExecuteAsync(string command, string? arguments, CancellationToken cancellationToken)
        => _qmp!.ExecuteAsync(command, arguments, cancellationToken); // set when it was made

    private void OnEvent(QmpMessage.Event happened)
    {
        if (QemuStatus.Translate(happened.Name) is { } known)
        {
            _events.Writer.TryWrite(known);
        }
    }

    private async Task<EngineExit> WatchAsync()
    {
        var status = await _process.Ended.WaitAsync(_letGo.Token);
        var exit = new EngineExit(QemuExit.Judge(null, _asked), status ?? "it left no word");
        try
        {
            exit = QemuExit.Read(_directory, _asked, status);
            QemuFiles.RemoveTraces(_directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A disk that fails takes the evidence, not the news: nobody would learn that the process has ended.
        }

        await Cgroups.Host.RemoveAsync(_id.ToString(), CancellationToken.None);
        _events.Writer.TryComplete();
        return exit;
    }
}
