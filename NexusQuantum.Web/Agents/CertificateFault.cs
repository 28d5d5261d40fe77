namespace NexusQuantum.Web.Agents;

/// <summary>What is wrong with the certificate an agent shows.</summary>
internal enum CertificateFault
{
    /// <summary>It shows none.</summary>
    Missing,

    /// <summary>Of another authority.</summary>
    Foreign,

    /// <summary>Not valid yet, by the portal's clock.</summary>
    Early,

    /// <summary>Not valid any more.</summary>
    Expired,

    /// <summary>Ours, and names another host.</summary>
    OtherHost,

    /// <summary>Ours, of this host, and another one took its place.</summary>
    Replaced,
}
