using System.Collections.Immutable;
using NexusQuantum.Agent.Preflight.Checks;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Preflight;

/// <summary>All checks of a host, in the document's order.</summary>
internal static class HostChecks
{
    public static ImmutableArray<IPreflightCheck> Of(CheckHost host) =>
    [
        .. new CpuChecks(host).All,
        .. new MemoryChecks(host).All,
    ];
}
