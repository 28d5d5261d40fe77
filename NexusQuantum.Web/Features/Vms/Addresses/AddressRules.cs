using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Web.Features.Networks;

namespace NexusQuantum.Web.Features.Vms.Addresses;

/// <summary>
/// Holds an asked-for address against one network: all mistakes at once, or the address as the agent is told it, with what was left
/// out filled in. Pure; whether somebody has the address already is not asked here.
/// </summary>
internal static class AddressRules
{
    /// <summary>The address on that network; mistakes by the fields of the request.</summary>
    /// <param name="wish">What was asked for.</param>
    /// <param name="network">Where.</param>
    /// <param name="own">Addresses of the host itself, which on a bridged network is a machine like others.</param>
    public static Result<StaticAddress> Fit(AddressWish wish, NetworkFacts network, ImmutableArray<OwnAddress> own)
    {
        var input = new VmInput();
        var address = network.Mode switch
        {
            NetworkMode.Nat => BehindTranslation(wish, network, input),
            NetworkMode.Bridged => OnTheNetwork(wish, network, own, input),
            NetworkMode.User => Nowhere(network, input),
        };
        return input.Error is { } mistakes ? mistakes : address!; // made when there are no mistakes
    }

    /// <summary>All mistakes in one line.</summary>
    public static string Sentence(Error mistakes) => mistakes.Fields is { } fields ? string.Join(' ', fields.Values.SelectMany(all => all)) : mistakes.Message;

    private static StaticAddress? Nowhere(NetworkFacts network, VmInput input)
    {
        input.Add("ipAddress", NetworkWords.WhyNoFixed(network) + " Choose another network, or leave ipAddress out.");
        return null;
    }

    private static StaticAddress? BehindTranslation(AddressWish wish, NetworkFacts network, VmInput input)
    {
        if (network.Range is not { } range)
        {
            input.Add("ipAddress", $"The network {network.Name} has not told its range yet; its host's next report will.");
            return null;
        }

        var gateway = NetworkWords.Gateway(network);
        var choose = $"choose one of {range.Guest(0)} to {range.Guest(range.GuestAddresses - 1)}.";
        if (!range.Contains(wish.Address.ToIPAddress()))
        {
            input.Add("ipAddress", $"{wish.Address} lies outside {range}, the range of the network {network.Name}: {choose}");
        }
        else if (WhyNobodys(wish.Address, range, gateway) is { } why)
        {
            input.Add("ipAddress", $"{wish.Address} is {why}: {choose}");
        }

        if (wish.Prefix is { } prefix && prefix != range.Prefix)
        {
            input.Add("ipAddress", $"/{prefix} was written, but the network {network.Name} is {range}: write /{range.Prefix}, or leave it out.");
        }

        if (wish.Gateway is not null)
        {
            input.Add("gateway", $"Behind address translation a machine has the network's own router, {gateway}: leave gateway out.");
        }

        if (wish.NameServers.Length > 0)
        {
            input.Add("nameServers", "Behind address translation a machine has the network's own name server: leave nameServers out.");
        }

        return new StaticAddress { Address = wish.Address };
    }

    private static StaticAddress? OnTheNetwork(AddressWish wish, NetworkFacts network, ImmutableArray<OwnAddress> own, VmInput input)
    {
        if ((wish.Prefix ?? (network.Range is { } known && known.Contains(wish.Address.ToIPAddress()) ? known.Prefix : null)) is not { } prefix)
        {
            input.Add("ipAddress", string.Create(CultureInfo.InvariantCulture, $"{(network.Range is { } seen ? $"{wish.Address} lies outside {seen}, the range its host is in" : $"The range of the network {network.Name} is known to its router alone")}: write how many bits its network has too, like {wish.Address}/24."));
            return null;
        }

        var range = Cidr.Of(wish.Address, prefix);
        var router = NetworkWords.Gateway(network);
        var gateway = wish.Gateway ?? (router is { } near && range.HasMachine(near) ? near : null);
        if (WhyNobodys(wish.Address, range, router) is { } why)
        {
            input.Add("ipAddress", $"{wish.Address} is {why}: choose another of {range}.");
        }
        else if (!own.IsDefault && own.Any(one => IPAddress.TryParse(one.Address, out var taken) && taken.Equals(wish.Address.ToIPAddress())))
        {
            input.Add("ipAddress", $"{wish.Address} is the host's own: choose another of {range}.");
        }

        if (wish.Gateway is { } named && !range.HasMachine(named))
        {
            input.Add("gateway", $"A machine {wish.Address}/{prefix} cannot reach the router {named}: name one in {range}.");
        }
        else if (wish.Gateway is { } same && same == wish.Address)
        {
            input.Add("gateway", $"{same} is the machine's own address: name another machine of {range}.");
        }

        return new StaticAddress
        {
            Address = wish.Address,
            Prefix = prefix,
            Gateway = gateway,
            // Routers usually answer names; one that somebody typed may be anything.
            NameServers = wish.NameServers.Length > 0 ? wish.NameServers : router is { } answers && answers == gateway ? [answers] : [],
        };
    }

    private static string? WhyNobodys(Ipv4Address address, Cidr range, Ipv4Address? router)
        => address == router ? "the network's router"
            : range.HasMachine(address) ? null
            : address.ToIPAddress().Equals(range.At(0)) ? $"the name of the network {range} itself"
            : $"the broadcast address of {range}";
}
