namespace NexusQuantum.Agent.Api.Trust;

/// <summary>Who a peer is.</summary>
internal enum PeerVerdict
{
    /// <summary>The portal of the authority this host joined.</summary>
    Portal,

    /// <summary>That portal, but its certificate is not valid by this host's clock.</summary>
    NotNow,

    /// <summary>Its certificate is of another authority.</summary>
    Foreign,

    /// <summary>Of our authority, and no portal: another host.</summary>
    NoPortal,
}
