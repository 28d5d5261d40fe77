using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Networks;

/// <summary>What a bridge of either kind needs of this host.</summary>
internal static class BridgeNeeds
{
    private static readonly string[] Programs = ["ip", "nft"];

    /// <summary>Why no bridge can be used here; null when it can.</summary>
    public static Error? Missing()
    {
        if (!HostReadings.IsRoot)
        {
            return Refused("the agent does not run as root", "Let root run the agent.");
        }

        if (!Tap.Usable())
        {
            return Refused("/dev/net/tun cannot be opened, so taps cannot be made", "modprobe tun");
        }

        var missing = Programs.Where(program => ChildProcess.Find(program) is null).ToArray();
        return missing.Length == 0 ? null : Refused($"{string.Join(" and ", missing)} not installed", "apt-get install iproute2 nftables");
    }

    public static Error Refused(string why, string fix) => new(ErrorKind.Unsupported, "bridge-refused", $"No bridge can be used: {why}.") { Fix = fix };
}
