using System.Collections.Immutable;
using System.Globalization;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Web.Features.Vms.Addresses;

/// <summary>An address that is asked for, read and not yet held against any network.</summary>
/// <param name="Address">The address.</param>
/// <param name="Prefix">Its network's bits, when they were written.</param>
/// <param name="Gateway">The router, when one was named.</param>
/// <param name="NameServers">Those that were named.</param>
internal sealed record AddressWish(Ipv4Address Address, int? Prefix, Ipv4Address? Gateway, ImmutableArray<Ipv4Address> NameServers)
{
    // What was typed is not repeated: it may be 300 characters of terminal escapes.
    private const string NoAddress = "This is no IPv4 address that a machine can have: write four numbers like 192.168.1.20";

    /// <summary>Reads the three fields of a request, and tells what is wrong with them; null when no address is asked for, or none can be read.</summary>
    public static AddressWish? Read(CreateVmRequest request, VmInput input)
    {
        var gateway = Gate(request.Gateway, input);
        var servers = Servers(request.NameServers, input);
        if (request.IpAddress is null)
        {
            if (!string.IsNullOrWhiteSpace(request.Gateway))
            {
                input.Add("gateway", "A router is told with a fixed address only: give ipAddress too, or leave gateway out.");
            }

            if (!request.NameServers.IsDefaultOrEmpty)
            {
                input.Add("nameServers", "Name servers are told with a fixed address only: give ipAddress too, or leave nameServers out.");
            }

            return null;
        }

        if (string.IsNullOrWhiteSpace(request.IpAddress))
        {
            input.Add("ipAddress", "No address is written: write one, or leave ipAddress out to have the network give one.");
            return null;
        }

        var parts = request.IpAddress.Trim().Split('/', 2);
        var known = Ipv4Address.TryParse(parts[0], CultureInfo.InvariantCulture, out var address);
        if (!known)
        {
            input.Add("ipAddress", NoAddress + ", or with the bits of its network like 192.168.1.20/24.");
        }

        int? prefix = null;
        if (parts.Length == 2)
        {
            if (parts[1].Length <= 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits is >= StaticAddress.MinPrefix and <= StaticAddress.MaxPrefix)
            {
                prefix = bits;
            }
            else
            {
                input.Add("ipAddress", $"After the slash stand the bits of its network: {StaticAddress.MinPrefix} to {StaticAddress.MaxPrefix} are possible.");
            }
        }

        return known ? new AddressWish(address, prefix, gateway, servers) : null;
    }

    private static Ipv4Address? Gate(string? text, VmInput input)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (Ipv4Address.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var gateway))
        {
            return gateway;
        }

        input.Add("gateway", NoAddress + ".");
        return null;
    }

    private static ImmutableArray<Ipv4Address> Servers(ImmutableArray<string> texts, VmInput input)
    {
        var servers = ImmutableArray.CreateBuilder<Ipv4Address>();
        if (!texts.IsDefault && texts.Length > StaticAddress.MaxNameServers)
        {
            input.Add("nameServers", $"{texts.Length} name servers; {StaticAddress.MaxNameServers} are possible.");
            return [];
        }

        foreach (var (index, text) in (texts.IsDefault ? [] : texts).Index())
        {
            if (Ipv4Address.TryParse(text?.Trim(), CultureInfo.InvariantCulture, out var server))
            {
                servers.Add(server);
            }
            else
            {
                input.Add("nameServers", $"Name server {index + 1} is no IPv4 address: write four numbers like 192.168.1.1.");
            }
        }

        return servers.ToImmutable();
    }
}
