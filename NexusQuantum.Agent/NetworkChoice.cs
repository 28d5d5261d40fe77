namespace NexusQuantum.Agent;

/// <summary>How the default network is made; see <c>NEXUS_NETWORK_MODE</c>.</summary>
internal enum NetworkChoice
{
    /// <summary>A bridge when the agent may make one, else user mode.</summary>
    Auto,

    /// <summary>A bridge or nothing: where it cannot be made the host says why, and no VM is placed on the network.</summary>
    Nat,

    /// <summary>A bridge that carries an adapter of this host, made by whoever runs it, or nothing: machines are on the network beyond.</summary>
    Bridged,

    /// <summary>User mode even where a bridge could be made.</summary>
    User,
}
