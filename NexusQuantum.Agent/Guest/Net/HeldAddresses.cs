using System.Collections.Immutable;
using System.Net;
using System.Text;
using NexusQuantum.Agent.Guest.Linux;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Guest.Net;

/// <summary>
/// The IPv4 addresses our NICs have now, by one ioctl (SIOCGIFCONF, netdevice(7)). Read every second, so nothing is allocated while what the
/// kernel answers stays the same. Not for several threads.
/// </summary>
/// <param name="isCard">Whether an interface of that name is a NIC: what containers and tunnels of the guest have is no address of its own.</param>
internal sealed unsafe class HeldAddresses(Func<string, bool> isCard)
{
    private const nuint GetConfiguration = 0x8912;
    private const int RequestSize = 40;
    private const int NameSize = 16;
    private const int MostRequests = 64;
    private const int Most = 8;

    private readonly byte[] _last = new byte[MostRequests * RequestSize];
    private int _length;
    private ImmutableArray<string> _addresses = [];

    public HeldAddresses()
        : this(static name => Directory.Exists($"/sys/class/net/{name}/device"))
    {
    }

    /// <summary>Dotted, at most eight; none when the kernel does not answer.</summary>
    public ImmutableArray<string> Read()
    {
        // struct ifconf: how many bytes, and where.
        var requests = stackalloc byte[MostRequests * RequestSize];
        var configuration = stackalloc long[2];
        *(int*)configuration = MostRequests * RequestSize;
        configuration[1] = (long)requests;
        var now = NetworkCard.Configure(GetConfiguration, configuration) ? new ReadOnlySpan<byte>(requests, *(int*)configuration) : [];
        if (!now.SequenceEqual(_last.AsSpan(0, _length)))
        {
            now.CopyTo(_last);
            _length = now.Length;
            _addresses = Parse(now);
        }

        return _addresses;
    }

    private ImmutableArray<string> Parse(ReadOnlySpan<byte> requests)
    {
        var addresses = ImmutableArray.CreateBuilder<string>();
        for (; requests.Length >= RequestSize && addresses.Count < Most; requests = requests[RequestSize..])
        {
            // A second address may carry a label, "eth0:1".
            var name = requests[..NameSize];
            name = name.IndexOfAny((byte)0, (byte)':') is var end and >= 0 ? name[..end] : name;
            if (Ipv4Address.From(new IPAddress(requests.Slice(NameSize + 4, 4))) is { } address && isCard(Encoding.ASCII.GetString(name)))
            {
                addresses.Add(address.ToString());
            }
        }

        return addresses.ToImmutable();
    }
}
