using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Web.Agents;

/// <summary>Where an agent is dialled: <c>name:port</c>, <c>1.2.3.4:port</c> or <c>[v6]:port</c>.</summary>
internal static class HostAddress
{
    private const int MostFound = 16;
    private const int LongestLink = 32;

    /// <summary>
    /// Where a host that leaves the choice to us is dialled: where its join came from, unless that is none of its own addresses. Then a
    /// proxy or a router stands between, and the one it called from is the better guess.
    /// </summary>
    public static IPAddress? Choose(IPAddress? caller, ImmutableArray<OwnAddress> own)
        => own is [var first, ..] && IPAddress.Parse(first.Address) is var called && !IPAddress.IsLoopback(called) && !own.Any(one => one.Address == Plain(caller)?.ToString()) ? called : caller;

    /// <summary>What an agent says its addresses are, without what are none.</summary>
    public static ImmutableArray<OwnAddress> Clean(ImmutableArray<OwnAddress> told)
        => [.. told.OfType<OwnAddress>().Take(MostFound) // a list of JSON may hold nulls
            .Select(one => IPAddress.TryParse(one.Address, out var address) && one.Interface.Length <= LongestLink && one.Interface.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@' or ':')
                ? one with { Address = address.ToString() } : null)
            .OfType<OwnAddress>()];

    /// <summary>Whether an address already known is good for a host that has these.</summary>
    public static bool StillGood(string known, ImmutableArray<OwnAddress> own)
        => own.IsEmpty || !IPEndPoint.TryParse(known, out var at) || own.Any(one => one.Address == at.Address.ToString());

    /// <summary>Whether a text names a host, or leaves it to us.</summary>
    public static bool NamesHost(string text) => text.LastIndexOf(':') is var colon && colon > 0 && !IsAny(text[..colon]);

    /// <summary>An address to dial, as text.</summary>
    public static string Of(string address, int port) => new IPEndPoint(IPAddress.Parse(address), port).ToString();

    public static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    /// <summary>Checks a text; an empty or wildcard address becomes <paramref name="caller"/>.</summary>
    public static Result<string> Parse(string text, IPAddress? caller)
    {
        text = text.Trim();
        var colon = text.LastIndexOf(':');
        if (colon < 0
            || text.Length > 260
            || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port == 0)
        {
            return EnrollmentErrors.BadAddress(text);
        }

        var host = text[..colon];
        if (IsAny(host))
        {
            if (caller is null)
            {
                return EnrollmentErrors.BadAddress(text);
            }

            return new IPEndPoint(Plain(caller)!, port).ToString(); // checked above
        }

        // UriHostNameType knows names, IPv4 and bracketless IPv6 apart, and refuses paths, users and spaces.
        var bare = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        var type = Uri.CheckHostName(bare);
        var good = host.Length == bare.Length
            ? type is UriHostNameType.Dns or UriHostNameType.IPv4
            : type is UriHostNameType.IPv6;
        return good ? $"{host}:{port.ToString(CultureInfo.InvariantCulture)}" : EnrollmentErrors.BadAddress(text);
    }

    private static bool IsAny(string host) => host is "" or "*" or "0.0.0.0" or "[::]";
}
