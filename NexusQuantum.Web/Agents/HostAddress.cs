using System.Globalization;
using System.Net;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Agents;

/// <summary>Where an agent is dialled: <c>name:port</c>, <c>1.2.3.4:port</c> or <c>[v6]:port</c>.</summary>
internal static class HostAddress
{
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
        if (host is "" or "*" or "0.0.0.0" or "[::]")
        {
            if (caller is null)
            {
                return EnrollmentErrors.BadAddress(text);
            }

            return new IPEndPoint(caller.IsIPv4MappedToIPv6 ? caller.MapToIPv4() : caller, port).ToString();
        }

        // UriHostNameType knows names, IPv4 and bracketless IPv6 apart, and refuses paths, users and spaces.
        var bare = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        var type = Uri.CheckHostName(bare);
        var good = host.Length == bare.Length
            ? type is UriHostNameType.Dns or UriHostNameType.IPv4
            : type is UriHostNameType.IPv6;
        return good ? $"{host}:{port.ToString(CultureInfo.InvariantCulture)}" : EnrollmentErrors.BadAddress(text);
    }
}
