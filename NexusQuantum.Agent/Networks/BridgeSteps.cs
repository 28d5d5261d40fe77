using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Networks;

/// <summary>How a bridge of ours is made, as arguments of <c>ip</c>.</summary>
internal static class BridgeSteps
{
    /// <summary>With an address of its own: a bridge without one takes its ports', and guests would lose their gateway with each tap.</summary>
    public static string[] Add(string bridge)
    {
        var number = (uint)bridge.Aggregate(17, (hash, c) => unchecked((hash * 31) + c));
        var mac = MacAddress.ForVm([(byte)(number >> 16), (byte)(number >> 8), (byte)number]);
        return ["link", "add", "name", bridge, "address", mac.ToString(), "type", "bridge", "stp_state", "0", "forward_delay", "0"];
    }

    /// <summary>Gives it the first address of a range and switches it on.</summary>
    public static IEnumerable<string[]> Address(string bridge, Cidr range)
        => [["addr", "add", $"{range.Gateway}/{range.Prefix}", "dev", bridge], ["link", "set", "dev", bridge, "up"]];
}
