using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

internal sealed partial class VmActor
{
    private static readonly VmPowerWish NoWish = new() { Target = VmPower.Stopped };

    private VmReport Publish() => _room.Board.Publish(new VmReport
    {
        Id = _id,
        Version = 0,
        Generation = _wish?.Generation ?? 0,
        AppliedGeneration = _record.AppliedGeneration,
        State = _record.State,
        Since = _record.Since,
        Power = _wish?.Power ?? NoWish,
        GuestPoweredOff = _record.GuestPoweredOff,
        Problem = _record.Problem,
        Steps = _steps,
        Engine = _process is null ? null : EngineKind.Qemu,
        EngineVersion = _process?.EngineVersion,
        Profile = _process?.Profile,
        Accelerator = _process?.Accelerator,
        RunningVcpus = _process?.Vcpus,
        RunningMemoryMiB = _process?.MemoryMiB,
        StartedAt = _process?.StartedAt,
        IpAddresses = _addresses,
        Guest = _guestFacts,
        PasswordTaken = _record.PasswordTaken,
        DiskBytes = _diskBytes,
        Note = (_process?.Note, _identityNote) switch
        {
            (null, var note) => note,
            (var note, null) => note,
            var (first, second) => $"{first} {second}",
        },
    });
}
