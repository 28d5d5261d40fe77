using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using NexusQuantum.Agent.Guest.Linux;
using NexusQuantum.Agent.Guest.Proc;

namespace NexusQuantum.Agent.Guest.Net;

/// <summary>
/// The link-local IPv6 address that is made of a NIC's hardware address (RFC 4291, 2.5.6 and appendix A). On a bridged network our host
/// knows no other address of ours, so the NIC must have this one whatever the distribution's way with addresses is.
/// </summary>
internal static unsafe class LinkLocal
{
    private const int Internet6 = 10;
    private const int Datagram = 2;
    private const nuint SetAddress = 0x8916;
    private const nuint DeleteAddress = 0x8936;
    private const int RequestSize = 24;
    private const int Prefix = 64;

    // IFA_F_TENTATIVE and IFA_F_DADFAILED (rtnetlink(7)): an address that is not ours yet, or never will be.
    private const int Unusable = 0x48;
    private static readonly SearchValues<char> Letters = SearchValues.Create("0123456789abcdefABCDEF:");

    /// <summary>The address of a NIC with this hardware address.</summary>
    public static IPAddress Of(ReadOnlySpan<byte> mac) => new([0xfe, 0x80, 0, 0, 0, 0, 0, 0, (byte)(mac[0] ^ 2), mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]]);

    /// <summary>A bare link-local IPv6 address; what the BCL also takes (a zone, brackets, a port, a prefix) is refused.</summary>
    public static bool TryParse(string? text, out IPAddress? address)
    {
        address = null;
        return text is not null && !text.AsSpan().ContainsAnyExcept(Letters) && IPAddress.TryParse(text, out address) && address.IsIPv6LinkLocal;
    }

    /// <summary>
    /// Makes the NIC have it; nothing is done when it has. 1. No duplicates are looked for: the host lets nobody else use our hardware
    /// address, and whoever on the network answered the question could keep our host from us. 2. IPv6 on. 3. Up. 4. The address.
    /// </summary>
    public static void Ensure(NetworkCard card)
    {
        var settings = $"/proc/sys/net/ipv6/conf/{card.Name}/";
        if (!Directory.Exists(settings))
        {
            throw new InvalidOperationException("this kernel has no IPv6, over which the host calls");
        }

        var address = Of(card.HardwareAddress());
        if (Flags(new SmallFile().Read("/proc/thread-self/net/if_inet6"), address, card.Name) is { } found && (found & Unusable) == 0)
        {
            return;
        }

        Write(settings + "accept_dad", "0");
        Write(settings + "disable_ipv6", "0");
        card.Up();

        // Looked at again: the kernel may have made it just now.
        var flags = Flags(new SmallFile().Read("/proc/thread-self/net/if_inet6"), address, card.Name);
        if (flags is { } stuck && (stuck & Unusable) != 0)
        {
            _ = Ask(DeleteAddress, address, card.Index());
            flags = null;
        }

        if (flags is null && Ask(SetAddress, address, card.Index()) is var error and not (0 or Const.Exists))
        {
            throw new LinuxException("SIOCSIFADDR of the link-local address", error);
        }
    }

    /// <summary>The flags of an address of a NIC as /proc/net/if_inet6 tells them; null when the NIC does not have it.</summary>
    internal static int? Flags(ReadOnlySpan<byte> text, IPAddress address, string nic)
    {
        // Address, index, prefix, scope, flags and name; all but the name hexadecimal.
        Span<byte> wanted = stackalloc byte[32];
        _ = Convert.TryToHexStringLower(address.GetAddressBytes(), wanted, out _);
        var name = Encoding.ASCII.GetBytes(nic);
        var lines = new Fields(text);
        while (lines.NextLine(out var line))
        {
            var fields = new Fields(line);
            if (!fields.Next().SequenceEqual(wanted))
            {
                continue;
            }

            fields.Skip(3);
            var flags = fields.Next();
            if (fields.Next().SequenceEqual(name) && int.TryParse(flags, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                return value;
            }
        }

        return null;
    }

    private static void Write(string path, string value)
    {
        if (SmallFile.Line(path) != value)
        {
            File.WriteAllText(path, value);
        }
    }

    /// <summary>0, or the errno.</summary>
    private static int Ask(nuint call, IPAddress address, int index)
    {
        // struct in6_ifreq: the address, its prefix and the NIC's index.
        var request = stackalloc byte[RequestSize];
        address.TryWriteBytes(new Span<byte>(request, 16), out _);
        *(int*)(request + 16) = Prefix;
        *(int*)(request + 20) = index;
        var socket = Libc.Socket(Internet6, Datagram | Const.CloseOnExec, 0);
        if (socket < 0)
        {
            throw LinuxException.Last("socket");
        }

        try
        {
            return Libc.Ioctl(socket, call, request) == 0 ? 0 : System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
        }
        finally
        {
            _ = Libc.Close(socket);
        }
    }
}
