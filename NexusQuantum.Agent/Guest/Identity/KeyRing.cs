using System.Net;
using System.Security.Cryptography;
using System.Text;
using NexusQuantum.Agent.Guest.Net;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Identity;

/// <summary>
/// Who may call port 9000: the holder of the VM's key, from the host's address (the gateway's where the host told no other) or from this
/// machine. Lives in memory only; before an identity came nobody may.
/// </summary>
internal sealed class KeyRing
{
    private const int ShortestKey = 32;
    private volatile Held? _held;

    /// <summary>Account that shells are opened for; null for root.</summary>
    public string? UserName => _held?.UserName;

    /// <summary>True once an identity came.</summary>
    public bool Ready => _held is not null;

    public void Hold(GuestIdentity identity)
    {
        if (identity.Key.Length < ShortestKey)
        {
            throw new FormatException("the key is too short");
        }

        var parsed = identity.HostAddress is { } own ? LinkLocal.TryParse(own, out var host) : InterfaceAddress.TryParseHost(identity.Gateway, out host);
        _held = new Held(Encoding.UTF8.GetBytes("Bearer " + identity.Key), parsed ? host : null, identity.UserName);
        if (!parsed && identity.HostAddress is not null)
        {
            // Held all the same, and nobody welcome: the gateway of such a network is somebody else's.
            throw new FormatException("the host's address is no link-local IPv6 address");
        }
    }

    /// <summary>Whether a connection from there is answered at all.</summary>
    public bool Welcomes(IPAddress? peer)
    {
        if (peer is null)
        {
            return false;
        }

        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        return IPAddress.IsLoopback(address) || (_held?.Host is { } host && AreSame(host, address));
    }

    /// <summary>Whether an Authorization header carries the key; takes the same time wherever the two differ.</summary>
    public bool Accepts(string? authorization)
        => _held is { } held
            && authorization is not null
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(authorization), held.Authorization);

    // The zone is this machine's number of the NIC, which the host cannot know.
    private static bool AreSame(IPAddress one, IPAddress other)
    {
        Span<byte> left = stackalloc byte[16];
        Span<byte> right = stackalloc byte[16];
        return one.TryWriteBytes(left, out var length) && other.TryWriteBytes(right, out var otherLength) && left[..length].SequenceEqual(right[..otherLength]);
    }

    private sealed record Held(byte[] Authorization, IPAddress? Host, string? UserName);
}
