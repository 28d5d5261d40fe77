using System.Collections.Immutable;
using System.Net;
using NexusQuantum.Agent.Api.Trust;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Agent.Images;
using NexusQuantum.Agent.Metrics;
using NexusQuantum.Agent.Shells;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Api;

/// <summary>What the API is the door to.</summary>
internal sealed record ApiRooms
{
    public required IdentityStore Identity { get; init; }

    public required HostPicture Picture { get; init; }

    public required VmSupervisor Supervisor { get; init; }

    public required ReportBoard Board { get; init; }

    public required ImageStore Images { get; init; }

    public required Consoles Consoles { get; init; }

    public required GuestDialer Dialer { get; init; }

    public required MetricFeed Feed { get; init; }

    /// <summary>Checks this host against the requirements, with or without measuring its disk.</summary>
    public required Func<bool, CancellationToken, Task<PreflightReport>> Preflight { get; init; }

    /// <summary>The addresses of this host, the given one first.</summary>
    public required Func<IPAddress?, ImmutableArray<OwnAddress>> Addresses { get; init; }

    public required TimeProvider Time { get; init; }
}
