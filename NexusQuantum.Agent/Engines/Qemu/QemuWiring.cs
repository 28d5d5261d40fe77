using System.Collections.Immutable;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>What is handed to one QEMU beside its launch: descriptors by number, and the forwarded port.</summary>
/// <param name="Taps">One per NIC on a bridge, in order.</param>
/// <param name="GuestPort">Loopback port forwarded to the guest's 9000 when a NIC is in user mode.</param>
/// <param name="PlainCpu">Leaves out a CPU feature some hosts refuse to set.</param>
internal sealed record QemuWiring(ImmutableArray<int> Taps, int? GuestPort, bool PlainCpu = false)
{
    public const int Qmp = 3;
    public const int EventMonitor = 4;
    public const int Serial = 5;
    public const int Control = 6;
    public const int EventLog = 7;

    /// <summary>First tap.</summary>
    public const int FirstTap = 8;
}
