using System.Net;

namespace NexusQuantum.Agent;

/// <summary>What the agent was told by its environment, checked. Made by <see cref="AgentOptionsReader"/>.</summary>
internal sealed record AgentOptions
{
    /// <summary><c>AGENT_BIND</c>: where the API listens.</summary>
    public required IPEndPoint Bind { get; init; }

    /// <summary><c>MANAGER_BASE</c>: the portal, used for enrolment only; null when not given.</summary>
    public Uri? ManagerBase { get; init; }

    /// <summary><c>FC_RUN_DIR</c>: VMs live below it.</summary>
    public required string RunDirectory { get; init; }

    /// <summary><c>FC_BRIDGE</c>: the bridge of the default network.</summary>
    public required string Bridge { get; init; }

    /// <summary><c>NEXUS_IMAGE_DIR</c>: images, named by digest.</summary>
    public required string ImageDirectory { get; init; }

    /// <summary><c>NEXUS_AGENT_DIR</c>: the agent's own state: key, certificate, authority, epoch, address book.</summary>
    public required string AgentDirectory { get; init; }

    /// <summary><c>NEXUS_NETWORK_MODE</c>.</summary>
    public required NetworkChoice Network { get; init; }
}
