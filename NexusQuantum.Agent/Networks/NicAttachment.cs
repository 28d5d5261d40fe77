using System.Net;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Networks;

/// <summary>A NIC made ready for an engine.</summary>
internal sealed record NicAttachment
{
    public required NetworkId Network { get; init; }

    public required NetworkMode Mode { get; init; }

    public required MacAddress Mac { get; init; }

    /// <summary>Name of the tap on the bridge; null in user mode.</summary>
    public string? Tap { get; init; }

    /// <summary>The guest's address.</summary>
    public required IPAddress Address { get; init; }

    public required int Prefix { get; init; }

    public required IPAddress Gateway { get; init; }

    public required IPAddress NameServer { get; init; }
}
