using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Networks;

/// <summary>Whether a network can give a NIC the address that was asked for; a pure function, asked before anything is made.</summary>
internal static class AskedAddress
{
    /// <summary>Null when it can, as far as the network's own facts tell; who else has the address is not among them.</summary>
    public static Error? Refusal(NetworkFacts network, StaticAddress asked) => network.Mode switch
    {
        NetworkMode.Nat => BehindTranslation(network, asked),
        NetworkMode.Bridged => OnOutside(network, asked),
        NetworkMode.User => new Error(ErrorKind.Unsupported, "address-unsupported", $"The machine is to have {asked.Address}, but user-mode networking gives every machine the same address.")
        {
            Fix = "Leave the address out, or use a host with a bridge.",
        },
    };

    public static Error Taken(Ipv4Address address, string owner) => new(ErrorKind.Conflict, "address-taken", $"The address {address} belongs to {owner}.") { Fix = "Ask for another address." };

    private static Error? BehindTranslation(NetworkFacts network, StaticAddress asked)
    {
        if (network.Range is not { } range)
        {
            return null;
        }

        if (asked.NameServers.Length > 0 || (asked.Prefix ?? range.Prefix) != range.Prefix || (asked.Gateway ?? network.Gateway) != network.Gateway)
        {
            return new Error(ErrorKind.Invalid, "address-unsupported", "Behind address translation prefix, gateway and name servers are the network's.") { Fix = "Ask for the address alone." };
        }

        return range.HasMachine(asked.Address) && asked.Address != network.Gateway ? null
            : Outside($"{asked.Address} is no address for a machine on this network.", $"Ask for one of {range} that is not its first, its last or the gateway{(network.Gateway is { } own ? $" {own}" : string.Empty)}.");
    }

    private static Error? OnOutside(NetworkFacts network, StaticAddress asked)
    {
        if (asked.Prefix is not { } prefix || prefix is < StaticAddress.MinPrefix or > StaticAddress.MaxPrefix)
        {
            return new Error(ErrorKind.Invalid, "address-incomplete", $"How large the network of {asked.Address} is was not said, and only its router knows.") { Fix = "Give the prefix too: 8 to 30, mostly 24." };
        }

        var range = Cidr.Of(asked.Address, prefix);
        return (range.HasMachine(asked.Address), asked.Gateway) switch
        {
            (false, _) => Outside($"{asked.Address} is the first or the last address of {range}, which no machine can have.", "Ask for another address, or correct the prefix."),
            (_, { } gateway) when gateway == asked.Address || !range.HasMachine(gateway) => Outside($"The gateway {gateway} is no other machine of {range}.", "Correct gateway or prefix."),
            _ => asked.Address == network.Gateway ? Taken(asked.Address, "the network's router") : null,
        };
    }

    private static Error Outside(string message, string fix) => new(ErrorKind.Invalid, "address-outside", message) { Fix = fix };
}
