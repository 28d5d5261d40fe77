using System.Collections.Concurrent;
using System.Collections.Immutable;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Fakes;

/// <summary>An engine whose processes are <see cref="FakeProcess"/>, each with a <see cref="FakeGuest"/> at its control socket.</summary>
internal sealed class FakeEngine(TimeProvider time) : IVmEngine, IAsyncDisposable
{
    private static readonly ImmutableArray<EngineFeature> Features = [EngineFeature.Console, EngineFeature.Pause, EngineFeature.Reset, EngineFeature.PowerButton];

    public ConcurrentQueue<EngineLaunch> Launches { get; } = [];

    public ConcurrentQueue<FakeProcess> Processes { get; } = [];

    public ConcurrentQueue<FakeGuest> Guests { get; } = [];

    /// <summary>How guests of coming launches behave.</summary>
    public Action<FakeGuest> Guest { get; set; } = static guest => guest.Boots = true;

    /// <summary>When set, launches fail with it.</summary>
    public Error? Refusal { get; set; }

    /// <summary>When set, launches wait for it.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>What adoption finds.</summary>
    public Func<VmId, FakeProcess?> Adoptable { get; set; } = static _ => null;

    public EngineExit LastExit { get; set; } = new(EngineExitReason.Crashed, "signal 9");

    public EngineKind Kind => EngineKind.Qemu;

    public static EngineFacts Facts => new()
    {
        Kind = EngineKind.Qemu,
        Version = "7.2.22",
        Accelerator = Accelerator.Tcg,
        AcceleratorReason = "fake",
        Profiles = [new ProfileFacts(MachineProfile.Microvm, Features), new ProfileFacts(MachineProfile.Standard, Features)],
    };

    public FakeProcess Last => Processes.Last();

    public FakeGuest LastGuest => Guests.Last();

    public Task<Result<EngineFacts>> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult<Result<EngineFacts>>(Facts);

    public async Task<Result<IVmProcess>> LaunchAsync(EngineLaunch launch, CancellationToken cancellationToken)
    {
        Launches.Enqueue(launch);
        if (Gate is { } gate)
        {
            await gate.Task.WaitAsync(cancellationToken);
        }

        return Refusal is { } refusal ? refusal : Make(launch.Directory, launch.Profile, launch.Vcpus, launch.MemoryMiB);
    }

    /// <summary>A process with its guest; also for what an earlier agent started.</summary>
    public FakeProcess Make(VmDirectory directory, MachineProfile profile = MachineProfile.Microvm, int vcpus = 1, int memoryMiB = 128)
    {
        Directory.CreateDirectory(directory.Run);
        var process = new FakeProcess
        {
            Profile = profile,
            StartedAt = time.GetUtcNow(),
            Vcpus = vcpus,
            MemoryMiB = memoryMiB,
            ControlSocket = Path.Combine(directory.Run, "agent.sock"),
        };
        var guest = new FakeGuest(process);
        Guest(guest);
        guest.Listen();
        Guests.Enqueue(guest);
        Processes.Enqueue(process);
        return process;
    }

    public Task<IVmProcess?> AdoptAsync(VmId id, VmDirectory directory, CancellationToken cancellationToken) => Task.FromResult<IVmProcess?>(Adoptable(id));

    public EngineExit ReadLastExit(VmDirectory directory) => LastExit;

    public async ValueTask DisposeAsync()
    {
        foreach (var guest in Guests)
        {
            await guest.DisposeAsync();
        }
    }
}
