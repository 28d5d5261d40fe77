using Microsoft.Extensions.Logging.Abstractions;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Agent.Images;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared;

namespace NexusQuantum.Agent.Tests.Fakes;

/// <summary>A host of fakes around a real supervisor: what tests of the VM room stand on. Its agent can be restarted.</summary>
internal sealed class World : IAsyncDisposable
{
    public static readonly Digest Kernel = DigestOf(1);
    public static readonly Digest Root = DigestOf(2);

    private readonly TestFolder _folder = new();
    private readonly GuestDialer _dialer = new();
    private readonly SemaphoreSlim _slots = new(8);

    public World()
    {
        Engine = new FakeEngine(Clock);
        foreach (var (digest, format) in new[] { (Kernel, ImageFormat.BzImage), (Root, ImageFormat.Ext4) })
        {
            File.WriteAllText(Path.Combine(_folder.Sub("images"), StoredImage.FileName(digest, format)), "x");
        }

        _folder.Sub("fc/agent");
        (Board, Images, Supervisor) = Open();
    }

    public TestClock Clock { get; } = new();

    public FakeEngine Engine { get; }

    public FakeNetworks Networks { get; } = new();

    public FakeVolumes Volumes { get; } = new();

    public string HostBootId { get; set; } = "boot-1";

    public VmId Id { get; } = VmId.New();

    public string RunDirectory => Path.Combine(_folder.Path, "fc");

    public VmDirectory Directory => VmDirectory.Of(RunDirectory, Id);

    public ReportBoard Board { get; private set; }

    public ImageStore Images { get; private set; }

    public VmSupervisor Supervisor { get; private set; }

    public VmReport? Report => Board.Find(Id);

    public static VmSpec Spec(int memoryMiB = 128, MachineProfile? profile = null, bool hasGuestAgent = true, int vcpus = 1) => new()
    {
        Name = VmName.Parse("web1", null),
        Vcpus = vcpus,
        MemoryMiB = memoryMiB,
        RootDiskGiB = 1,
        Profile = profile,
        Boot = new BootSource { Kernel = Kernel, Root = Root, RootFormat = ImageFormat.Ext4, HasGuestAgent = hasGuestAgent },
        Nics = [new NicSpec { Network = FakeNetworks.Id, Mac = MacAddress.Parse("52:54:00:12:34:56", null) }],
    };

    public static EnsureVm Wish(long generation, VmPower target, int boots = 0, int resets = 0, int grace = 30, VmSpec? spec = null, string? password = null) => new()
    {
        Generation = generation,
        Spec = spec ?? Spec(),
        Power = new VmPowerWish { Target = target, Boots = boots, Resets = resets, GraceSeconds = grace },
        Password = password,
    };

    public async Task<EnsureAnswer> EnsureAsync(EnsureVm wish)
    {
        var answer = await Supervisor.EnsureAsync(Id, wish, TestContext.Current.CancellationToken);
        Assert.True(answer.Ok, answer.Error?.Message);
        return answer.Value;
    }

    public Task<EnsureAnswer> EnsureAsync(long generation, VmPower target, int boots = 0, int resets = 0, int grace = 30)
        => EnsureAsync(Wish(generation, target, boots, resets, grace));

    /// <summary>Waits for a report.</summary>
    public Task<VmReport> UntilAsync(Func<VmReport, bool> wanted)
        => Soon.SomeAsync(() => Report is { } report && wanted(report) ? report : null, Describe);

    public Task<VmReport> UntilMetAsync(long generation) => UntilAsync(report => report.AppliedGeneration == generation);

    /// <summary>A VM that runs, at generation 1.</summary>
    public async Task<VmReport> StartVmAsync(EnsureVm? wish = null)
    {
        await EnsureAsync(wish ?? Wish(1, VmPower.Running));
        return await UntilMetAsync(wish?.Generation ?? 1);
    }

    /// <summary>Moves the clock a little at a time, so that whoever waits gets to act in between, until the report is as wanted.</summary>
    public async Task<VmReport> PassTimeUntilAsync(Func<VmReport, bool> wanted, int mostSeconds = 1200, int stepMilliseconds = 250)
    {
        for (var passed = 0; passed < mostSeconds * 1000; passed += stepMilliseconds)
        {
            if (Report is { } report && wanted(report))
            {
                return report;
            }

            // On a busy machine what is due waits for a thread: the clock waits with it, within reason.
            await Task.Delay(2, TestContext.Current.CancellationToken);
            for (var waits = 0; waits < 50 && ThreadPool.PendingWorkItemCount > 0; waits++)
            {
                await Task.Delay(2, TestContext.Current.CancellationToken);
            }

            Clock.Advance(TimeSpan.FromMilliseconds(stepMilliseconds));
        }

        throw new TimeoutException("It did not come true. " + Describe());
    }

    /// <summary>The agent ends and a new one starts on the same directory.</summary>
    public Task RestartAgentAsync(Action? between = null) => RestartAgentAsync(() =>
    {
        between?.Invoke();
        return Task.CompletedTask;
    });

    public async Task RestartAgentAsync(Func<Task> between)
    {
        await Supervisor.DisposeAsync();
        await between();
        (Board, Images, Supervisor) = Open();
        await Supervisor.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Supervisor.DisposeAsync();
        await Engine.DisposeAsync();
        _dialer.Dispose();
        _slots.Dispose();
        _folder.Dispose();
    }

    private static Digest DigestOf(byte value) => Digest.FromHash([.. Enumerable.Repeat(value, 32)]);

    private (ReportBoard Board, ImageStore Images, VmSupervisor Supervisor) Open()
    {
        var board = new ReportBoard(new VersionCounter(Path.Combine(RunDirectory, "agent")));
        var images = new ImageStore(Path.Combine(_folder.Path, "images"));
        return (board, images, new VmSupervisor(new VmRoom
        {
            Journal = new VmJournal(RunDirectory, Clock),
            Board = board,
            Images = images,
            Volumes = Volumes,
            Networks = Networks,
            Engines = [(Engine, FakeEngine.Facts)],
            KnownEngines = [Engine],
            Dialer = _dialer,
            BootSlots = _slots,
            Slowness = static () => 1,
            HostMemoryBytes = 8L << 30,
            HostBootId = HostBootId,
            Time = Clock,
            Loggers = NullLoggerFactory.Instance,
        }));
    }

    private string Describe() => $"{Report}; {string.Join(", ", Report?.Steps.Select(static s => $"{s.Name}={s.Status}({s.Detail})") ?? [])}";
}
