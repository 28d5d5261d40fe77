using System.Net;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Networks;

/// <summary>Gives out the addresses of a range.</summary>
internal static class AddressPool
{
    /// <summary>The lease with its address: the one asked for, the one it had, or the lowest free one.</summary>
    public static Result<Lease> Choose(BridgeLayout layout, Lease lease, StaticAddress? asked, IReadOnlyCollection<Lease> others)
    {
        var taken = others.Select(static other => other.Ip).OfType<IPAddress>().Append(layout.Gateway).ToHashSet();
        if (asked is { Address: var wished })
        {
            return taken.Contains(wished.ToIPAddress()) ? AskedAddress.Taken(wished, "another machine of this host") : lease with { Address = wished.ToString(), Asked = true };
        }

        if (lease.Ip is { } had && layout.Gives(had) && !taken.Contains(had))
        {
            return lease with { Asked = false };
        }

        return Next(layout, taken) is { } address
            ? lease with { Address = address.ToString(), Asked = false }
            : new Error(ErrorKind.Conflict, "addresses-used-up", $"All {layout.Range.GuestAddresses} addresses of {layout.Range} are given to VMs.")
            {
                Fix = "Delete VMs that are not needed.",
            };
    }

    /// <summary>The lowest one that is not taken; null when all are.</summary>
    private static IPAddress? Next(BridgeLayout layout, HashSet<IPAddress> taken)
    {
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
