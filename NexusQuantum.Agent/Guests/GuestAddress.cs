using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NexusQuantum.Agent.Guests;

/// <summary>Where a guest's port 9000 is dialled from this host, with the VM's key.</summary>
/// <param name="EndPoint">Its NIC's address, with our zone where it is link-local, or the loopback port forwarded to it.</param>
/// <param name="Key">The bearer key; never printed.</param>
internal sealed record GuestAddress(IPEndPoint EndPoint, string Key)
{
    private const string Suffix = ".guest";
    private const int Hex = 32;

    /// <summary>
    /// Name and port for URIs, read back by <see cref="EndPointOf"/>. An IPv6 address is told by a name of its own: a URI has no room for its
    /// zone, and whoever pools connections would take two guests of different zones for one.
    /// </summary>
    public string Authority => EndPoint.AddressFamily == AddressFamily.InterNetworkV6
        ? string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(EndPoint.Address.GetAddressBytes())}-{EndPoint.Address.ScopeId}{Suffix}:{EndPoint.Port}")
        : EndPoint.ToString();

    /// <summary>What <see cref="Authority"/> stands for; nothing is ever asked of a name server.</summary>
    public static IPEndPoint EndPointOf(DnsEndPoint authority)
    {
        var name = authority.Host.AsSpan();
        if (!name.EndsWith(Suffix, StringComparison.Ordinal))
        {
            return new IPEndPoint(IPAddress.Parse(name), authority.Port);
        }

        var zone = long.Parse(name[(Hex + 1)..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture);
        return new IPEndPoint(new IPAddress(Convert.FromHexString(name[..Hex]), zone), authority.Port);
    }

    /// <summary>The address for people, to whom our zone says nothing.</summary>
    public IPAddress Shown => new(EndPoint.Address.GetAddressBytes());

    public override string ToString() => new IPEndPoint(Shown, EndPoint.Port).ToString();
}
