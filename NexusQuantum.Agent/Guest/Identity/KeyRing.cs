using System.Net;
using System.Security.Cryptography;
using System.Text;
using NexusQuantum.Agent.Guest.Net;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Identity;

/// <summary>
/// Who may call port 9000: the holder of the VM's key, from the gateway's address or from this machine. Lives in memory only;
/// before an identity came nobody may.
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

        var gateway = InterfaceAddress.TryParseHost(identity.Gateway, out var address) ? address : null;
        _held = new Held(Encoding.UTF8.GetBytes("Bearer " + identity.Key), gateway, identity.UserName);
    }

    /// <summary>Whether a connection from there is answered at all.</summary>
    public bool Welcomes(IPAddress? peer)
    {
        if (peer is null)
        {
            return false;
        }

        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        return IPAddress.IsLoopback(address) || (_held?.Gateway is { } gateway && gateway.Equals(address));
    }

    /// <summary>Whether an Authorization header carries the key; takes the same time wherever the two differ.</summary>
    public bool Accepts(string? authorization)
        => _held is { } held
            && authorization is not null
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(authorization), held.Authorization);

    private sealed record Held(byte[] Authorization, IPAddress? Gateway, string? UserName);
}
