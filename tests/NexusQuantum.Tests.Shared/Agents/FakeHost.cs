using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Threading.Channels;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Tests.Shared.Agents;

/// <summary>A scripted host: its machines boot at once unless told otherwise.</summary>
public sealed class FakeHost
{
    private readonly Lock _gate = new();
    private readonly Dictionary<VmId, (EnsureVm Wish, VmReport Report)> _vms = [];
    private readonly Dictionary<VmId, long> _removed = [];
    private readonly List<Channel<WatchFrame>> _watchers = [];
    private CancellationTokenSource _sockets = new();
    private long _version;

    public string Epoch { get; set; } = Guid.NewGuid().ToString("N");

    public long MemoryBytes { get; init; } = 32L << 30;

    public int CpuCount { get; init; } = 8;

    public NetworkId Network { get; } = NetworkId.New();

    /// <summary>Its networks; when null one behind address translation, <see cref="Network"/>.</summary>
    public ImmutableArray<NetworkFacts>? Networks { get; init; }

    /// <summary>When set, the next machines fail with it instead of booting.</summary>
    public Problem? FailWith { get; set; }

    /// <summary>When set, machines stay starting until it completes.</summary>
    public TaskCompletionSource? Hold { get; set; }

    /// <summary>When set, consoles opened now take no input until it completes.</summary>
    public TaskCompletionSource? Deaf { get; set; }

    /// <summary>When true a console sends bytes as fast as they are taken.</summary>
    public bool Flood { get; set; }

    /// <summary>Bytes a flooding console has sent.</summary>
    public long FloodedBytes { get; set; }

    /// <summary>When set, serves the socket of each shell instead of an echo.</summary>
    public Func<WebSocket, CancellationToken, Task>? Shell { get; set; }

    /// <summary>What its checks say; an agent of a release without them when null.</summary>
    public PreflightReport? Preflight { get; set; }

    /// <summary>Called at once with every wish that arrives.</summary>
    public Action<VmId, EnsureVm>? Hears { get; set; }

    /// <summary>Every wish that was told, in order.</summary>
    public ConcurrentQueue<(VmId Id, EnsureVm Wish)> Told { get; } = new();

    /// <summary>Images it holds.</summary>
    public ConcurrentDictionary<Digest, (byte[] Bytes, ImageFormat Format)> Images { get; } = new();

    /// <summary>How often each image was sent to it.</summary>
    public ConcurrentQueue<Digest> Received { get; } = new();

    /// <summary>What the portal said last about watched machines.</summary>
    public ImmutableArray<VmId> Interest { get; set; } = [];

    /// <summary>Sockets end when this fires.</summary>
    public CancellationToken Sockets => _sockets.Token;

    public HostFacts Facts => new()
    {
        HostName = "fake",
        Distribution = "Fake Linux",
        Kernel = "6.1",
        CpuModel = "Fake CPU",
        CpuCount = CpuCount,
        MemoryBytes = MemoryBytes,
        Disks = [new HostDisk("/srv/fc", "ext4", 100L << 30, 80L << 30)],
        Engines =
        [
            new EngineFacts
            {
                Kind = EngineKind.Qemu,
                Version = "7.2",
                Accelerator = Accelerator.Tcg,
                AcceleratorReason = "fake",
                Profiles = [new ProfileFacts(MachineProfile.Microvm, [EngineFeature.Console, EngineFeature.Pause, EngineFeature.Reset, EngineFeature.PowerButton])],
            },
        ],
        Networks = Networks ?? [new NetworkFacts { Id = Network, Name = "default", Mode = NetworkMode.Nat, Bridge = "fcbr0", Range = Cidr.Parse("10.0.100.0/24", null), AddressesUsed = 0, Outbound = true }],
        Accounting = "/proc",
        AgentVersion = "0.1.0",
        AgentIsRoot = false,
        BootedAt = DateTimeOffset.UtcNow,
    };

    public IReadOnlyList<VmReport> Reports
    {
        get
        {
            lock (_gate)
            {
                return [.. _vms.Values.Select(vm => vm.Report)];
            }
        }
    }

    public VmReport? Report(VmId id)
    {
        lock (_gate)
        {
            return _vms.TryGetValue(id, out var vm) ? vm.Report : null;
        }
    }

    /// <summary>False for an agent of a release that does not tell wishes.</summary>
    public bool TellsWishes { get; set; } = true;

    public EnsureVm? Wish(VmId id)
    {
        lock (_gate)
        {
            return _vms.TryGetValue(id, out var vm) ? vm.Wish with { Password = null } : null;
        }
    }

    /// <summary>Takes a wish; false when it is older than the one held.</summary>
    public (VmReport Report, bool Refused) Ensure(VmId id, EnsureVm wish)
    {
        Hears?.Invoke(id, wish);
        Told.Enqueue((id, wish));
        lock (_gate)
        {
            if (_vms.TryGetValue(id, out var held) && wish.Generation < held.Wish.Generation)
            {
                return (held.Report, true);
            }

            if (_vms.ContainsKey(id) && wish.Generation == held.Wish.Generation)
            {
                return (held.Report, false);
            }

            _vms[id] = (wish, held.Report ?? New(id, wish));
        }

        _ = MeetAsync(id, wish);
        return (Report(id) ?? throw new InvalidOperationException(), false);
    }

    /// <summary>Changes what is reported of a machine, as if it happened there.</summary>
    public void Change(VmId id, Func<VmReport, VmReport> change)
    {
        lock (_gate)
        {
            if (_vms.TryGetValue(id, out var vm))
            {
                var report = change(vm.Report) with { Version = ++_version };
                _vms[id] = (vm.Wish, report);
                Tell(new WatchFrame { Vm = report });
            }
        }
    }

    /// <summary>Reports a frame as it is, old version and all.</summary>
    public void Say(WatchFrame frame)
    {
        lock (_gate)
        {
            Tell(frame);
        }
    }

    public void Remove(VmId id)
    {
        lock (_gate)
        {
            if (_vms.Remove(id))
            {
                _removed[id] = ++_version;
                Tell(new WatchFrame { Removed = new VmRemoved(id, _version) });
            }
        }
    }

    /// <summary>Forgets everything, as an agent whose journal was lost.</summary>
    public void LoseJournal()
    {
        lock (_gate)
        {
            _vms.Clear();
            Epoch = Guid.NewGuid().ToString("N");
            _version = 0;
        }
    }

    public void SendMetrics(MetricBatch batch) => Say(new WatchFrame { Metrics = batch });

    /// <summary>State now and changes after, under one lock.</summary>
    public (IReadOnlyList<WatchFrame> Now, Channel<WatchFrame> After) Watch(HostId host, string? epoch, long since)
    {
        lock (_gate)
        {
            var from = epoch == Epoch ? since : 0;
            var after = Channel.CreateUnbounded<WatchFrame>();
            _watchers.Add(after);
            return (
                [
                    new WatchFrame { Hello = new WatchHello(Epoch, host, _version, DateTimeOffset.UtcNow) },
                    new WatchFrame { Host = Facts },
                    .. _vms.Values.Where(vm => vm.Report.Version > from).OrderBy(vm => vm.Report.Version).Select(vm => new WatchFrame { Vm = vm.Report }),
                    new WatchFrame { Synced = new WatchSynced(_version, [.. _vms.Keys]) },
                ],
                after);
        }
    }

    public void Forget(Channel<WatchFrame> watcher)
    {
        lock (_gate)
        {
            _watchers.Remove(watcher);
        }
    }

    public void CutSockets()
    {
        var old = Interlocked.Exchange(ref _sockets, new CancellationTokenSource());
        old.Cancel();
    }

    private static VmReport New(VmId id, EnsureVm wish) => new()
    {
        Id = id,
        Version = 0,
        Generation = wish.Generation,
        AppliedGeneration = 0,
        State = VmState.Defined,
        Since = DateTimeOffset.UtcNow,
        Power = wish.Power,
    };

    private async Task MeetAsync(VmId id, EnsureVm wish)
    {
        var running = wish.Power.Target is VmPower.Running or VmPower.Paused;
        Change(id, report => report with { Generation = wish.Generation, Power = wish.Power, Problem = null, GuestPoweredOff = false, State = running && report.State is not (VmState.Running or VmState.Paused) ? VmState.Starting : report.State, Steps = [Step(StepStatus.Running)] });
        if (Hold is { } hold)
        {
            await hold.Task;
        }

        if (FailWith is { } problem)
        {
            Change(id, report => report with { State = VmState.Failed, Problem = problem, Steps = [Step(StepStatus.Failed)] });
            return;
        }

        Change(id, report => report.Generation != wish.Generation ? report : report with
        {
            State = wish.Power.Target switch { VmPower.Running => VmState.Running, VmPower.Paused => VmState.Paused, VmPower.Stopped => VmState.Stopped },
            AppliedGeneration = wish.Generation,
            Since = DateTimeOffset.UtcNow,
            Steps = [Step(StepStatus.Done)],
            Engine = running ? EngineKind.Qemu : null,
            Profile = running ? MachineProfile.Microvm : null,
            Accelerator = running ? Accelerator.Tcg : null,
            RunningVcpus = running ? wish.Spec.Vcpus : null,
            RunningMemoryMiB = running ? wish.Spec.MemoryMiB : null,
            IpAddresses = running ? Addresses(wish) : [],
            PasswordTaken = wish.Password is not null || report.PasswordTaken,
            Guest = running ? new GuestFacts { ConnectedAt = DateTimeOffset.UtcNow, LastSeenAt = DateTimeOffset.UtcNow, Version = "0.1.0", ShellReachable = true } : null,
        });
    }

    /// <summary>The address asked for; on a bridged network none, as while its router has not answered.</summary>
    private ImmutableArray<string> Addresses(EnsureVm wish) => wish.Spec.Nics switch
    {
        [{ Address: { } asked }, ..] => [asked.Address.ToString()],
        [var nic, ..] when Facts.Networks.Any(network => network.Id == nic.Network && network.Mode == NetworkMode.Bridged) => [],
        _ => ["10.0.100.2"],
    };

    private static OperationStep Step(StepStatus status) => new() { Name = "Start engine", Status = status, StartedAt = DateTimeOffset.UtcNow, EndedAt = status == StepStatus.Running ? null : DateTimeOffset.UtcNow };

    private void Tell(WatchFrame frame)
    {
        foreach (var watcher in _watchers)
        {
            watcher.Writer.TryWrite(frame);
        }
    }
}
