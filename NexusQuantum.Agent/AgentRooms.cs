using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Engines.Qemu;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Agent.Images;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Metrics;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Agent.Shells;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Agent.Volumes.LocalFile;
using NexusQuantum.Domain.Engines;

namespace NexusQuantum.Agent;

/// <summary>The rooms of a running agent, put together in one place and closed in the opposite order.</summary>
internal sealed class AgentRooms : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _closing = [];

    private AgentRooms()
    {
    }

    public required ReportBoard Board { get; init; }

    public required ImageStore Images { get; init; }

    public required Consoles Consoles { get; init; }

    public required GuestDialer Dialer { get; init; }

    public required VmSupervisor Supervisor { get; init; }

    public required MetricFeed Feed { get; init; }

    public required HostPicture Picture { get; init; }

    public static async Task<AgentRooms> OpenAsync(AgentOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var qemu = new QemuEngine(time, loggers.CreateLogger<QemuEngine>());
        var networks = new HostNetworks(
            new NetworkOptions
            {
                Bridge = options.Bridge,
                StateDirectory = Path.Combine(options.AgentDirectory, "network"),
                UserMode = options.Network == NetworkChoice.User,
                BridgeOnly = options.Network == NetworkChoice.Nat,
                Outside = options.Network == NetworkChoice.Bridged,
            },
            time,
            loggers.CreateLogger<HostNetworks>());
        var making = networks.EnsureAsync(cancellationToken);
        var probed = await qemu.ProbeAsync(cancellationToken);
        await making;

        ImmutableArray<(IVmEngine, EngineFacts)> engines = probed.Ok ? [(qemu, probed.Value)] : [];
        ImmutableArray<string> problems = probed.Ok ? [] : [probed.Error.Fix is { } fix ? $"{probed.Error.Message} {fix}" : probed.Error.Message];

        var journal = new VmJournal(options.RunDirectory, time);
        var consoles = new Consoles(journal, time);
        var dialer = new GuestDialer();
        var meter = new HostMeter(options.RunDirectory, time);
        var board = new ReportBoard(new VersionCounter(options.AgentDirectory));
        var images = new ImageStore(options.ImageDirectory);
        var slots = new SemaphoreSlim(Math.Max(4, 2 * Environment.ProcessorCount));
        var supervisor = new VmSupervisor(new VmRoom
        {
            Journal = journal,
            Board = board,
            Images = images,
            Volumes = new LocalFileVolumes(),
            Networks = networks,
            Engines = engines,
            KnownEngines = [qemu],
            Dialer = dialer,
            Companions = [consoles],
            BootSlots = slots,
            Slowness = () => Math.Clamp(meter.Load / Environment.ProcessorCount, 1, 4),
            HostMemoryBytes = HostReadings.MemoryBytes(),
            HostBootId = HostReadings.BootId(),
            Time = time,
            Loggers = loggers,
        });
        var feed = new MetricFeed();
        var sampler = new MetricSampler(supervisor, networks, meter, feed, time, loggers.CreateLogger<MetricSampler>());
        var rooms = new AgentRooms
        {
            Board = board,
            Images = images,
            Consoles = consoles,
            Dialer = dialer,
            Supervisor = supervisor,
            Feed = feed,
            Picture = new HostPicture(options, [.. engines.Select(static e => e.Item2)], problems, networks),
        };
        rooms.OnClose(() =>
        {
            qemu.Dispose();
            dialer.Dispose();
            slots.Dispose();
            return ValueTask.CompletedTask;
        });
        rooms._closing.Push(networks);
        rooms._closing.Push(consoles);
        rooms._closing.Push(supervisor);
        rooms.OnClose(async () =>
        {
            await sampler.StopAsync(CancellationToken.None);
            sampler.Dispose();
        });
        await supervisor.StartAsync(cancellationToken);
        await sampler.StartAsync(CancellationToken.None);
        return rooms;
    }

    public async ValueTask DisposeAsync()
    {
        while (_closing.TryPop(out var room))
        {
            await room.DisposeAsync();
        }
    }

    private void OnClose(Func<ValueTask> close) => _closing.Push(new Closing(close));

    private sealed class Closing(Func<ValueTask> close) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => close();
    }
}
