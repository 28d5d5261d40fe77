using System.Net;

namespace NexusQuantum.Agent.Networks;

/// <summary>Gives out the addresses of a range.</summary>
internal static class AddressPool
{
    /// <summary>The lowest free one that is not the gateway's; null when all are given.</summary>
    public static IPAddress? Next(BridgeLayout layout, IEnumerable<IPAddress> given)
    {
        var taken = given.Append(layout.Gateway).ToHashSet();

        // An existing bridge may have its gateway anywhere, also where our first guest would be, and then the first address is free.
        for (var index = 0; index < layout.Range.GuestAddresses; index++)
        {
            if (layout.Range.Guest(index) is { } address && !taken.Contains(address))
            {
                return address;
            }
        }

        return null;
    }
}
