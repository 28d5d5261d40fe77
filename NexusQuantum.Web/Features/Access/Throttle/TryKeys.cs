using System.Net;
using System.Text;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.Throttle;

/// <summary>What one try is counted for: the account it is about, known or not, and where it comes from.</summary>
internal sealed record TryKeys(byte[] Account, byte[] Source)
{
    /// <summary>
    /// <paramref name="what"/> is what is proven (<c>password</c>, <c>code</c>), <paramref name="account"/> a name as Identity normalises
    /// it, or an id: two spellings that find one account must be one key.
    /// </summary>
    public static TryKeys Of(Seal seal, string what, string account, IPAddress? source)
        => new(seal.Hash(Encoding.UTF8.GetBytes($"{what}\n{account}")), seal.Hash(Encoding.UTF8.GetBytes($"source\n{Network(source)}")));

    /// <summary>An IPv6 /64 counts as one source: every subscriber owns at least one.</summary>
    private static string Network(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? address.ToString() : Convert.ToHexString(bytes, 0, 8);
    }
}
