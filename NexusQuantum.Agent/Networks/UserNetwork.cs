using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Networks;

/// <summary>
/// QEMU's built-in network, the same for every guest. Unrestricted it would let a guest reach servers on the host's own addresses,
/// so it is closed (<c>restrict=on</c>).
/// </summary>
internal static class UserNetwork
{
    public const string NoWayOut = "Guests have user-mode networking: they reach nothing outside, and the host reaches only their agent.";

    public static readonly Cidr Range = Cidr.Parse("10.0.2.0/24", null);

    public static NicAttachment Nic(NicSpec nic) => new()
    {
        Network = nic.Network,
        Mode = NetworkMode.User,
        Mac = nic.Mac,
        Address = Range.At(15),
        Prefix = Range.Prefix,
        Gateway = Range.At(2),
        NameServers = [Range.At(3)],
    };
}
