using System.Globalization;
using System.Net;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Web.Features.Hosts.Parts;

/// <summary>An address at which a host may be dialled.</summary>
/// <param name="Address"><c>address:port</c>, with the port it is dialled at now.</param>
/// <param name="How">Where it was found.</param>
internal sealed record DetectedAddress(string Address, string How)
{
    /// <summary>All that were found of a host: its own, then where its join came from if that is none of them.</summary>
    public static IEnumerable<DetectedAddress> Of(HostView host)
    {
        if (!ushort.TryParse(host.Address.AsSpan(host.Address.LastIndexOf(':') + 1), CultureInfo.InvariantCulture, out var port))
        {
            yield break;
        }

        foreach (var own in host.Addresses.Own)
        {
            yield return new(Dial(own.Address, port), own.Interface);
        }

        if (host.Addresses.SeenFrom is { } seen && !host.Addresses.Own.Any(own => own.Address == seen))
        {
            yield return new(Dial(seen, port), host.Addresses.Own.IsEmpty ? "where its join came from" : "where its join came from: a proxy or router");
        }
    }

    private static string Dial(string address, ushort port) => IPAddress.TryParse(address, out var parsed) ? new IPEndPoint(parsed, port).ToString() : $"{address}:{port}";
}
