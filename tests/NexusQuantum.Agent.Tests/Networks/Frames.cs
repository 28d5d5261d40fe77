using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace NexusQuantum.Agent.Tests.Networks;

/// <summary>Ethernet frames as a hostile machine would make them, each with a mark by which it is known again.</summary>
internal static class Frames
{
    public const string Everyone = "ff:ff:ff:ff:ff:ff";

    public static byte[] Ethernet(string to, string from, int type, byte[] payload)
        => [.. Mac(to), .. Mac(from), .. Word(type), .. payload, .. new byte[Math.Max(0, 46 - payload.Length)]];

    public static byte[] Tagged(byte[] frame) => [.. frame[..12], 0x81, 0x00, 0x00, 0x07, .. frame[12..]];

    public static byte[] Arp(string from, string said, string address, string mark)
        => Ethernet(Everyone, from, 0x0806, [0, 1, 8, 0, 6, 4, 0, 2, .. Mac(said), .. Ip(address), .. Mac(said), .. Ip(address), .. Encoding.ASCII.GetBytes(mark)]);

    public static byte[] Ipv4(string from, string source, int protocol, byte[] payload, string to = Everyone, byte version = 0x45)
    {
        byte[] header = [version, 0, .. Word(20 + payload.Length), 0, 1, 0, 0, 64, (byte)protocol, 0, 0, .. Ip(source), 255, 255, 255, 255];
        var sum = header.Chunk(2).Sum(static pair => (pair[0] << 8) | pair[1]);
        sum = (sum & 0xFFFF) + (sum >> 16);
        return Ethernet(to, from, 0x0800, [.. header[..10], .. Word(~(sum + (sum >> 16))), .. header[12..], .. payload]);
    }

    public static byte[] Udp(int from, int to, string mark) => [.. Word(from), .. Word(to), .. Word(8 + mark.Length), 0, 0, .. Encoding.ASCII.GetBytes(mark)];

    public static byte[] Ipv6(string from, string source, int next, byte[] payload)
        => Ethernet("33:33:00:00:00:01", from, 0x86DD, [0x60, 0, 0, 0, .. Word(payload.Length), (byte)next, 255, .. Ip(source), .. Ip("ff02::1"), .. payload]);

    /// <summary>An ICMPv6 message with an address where neighbour messages have their target.</summary>
    public static byte[] Icmp6(int type, string target, string mark) => [(byte)type, 0, 0, 0, 0x20, 0, 0, 0, .. Ip(target), .. Encoding.ASCII.GetBytes(mark)];

    /// <summary>Behind an extension header of no meaning (RFC 8200, 4.6).</summary>
    public static byte[] Hidden(int next, byte[] payload) => [(byte)next, 0, 1, 4, 0, 0, 0, 0, .. payload];

    /// <summary>The first fragment of a message whose options alone are longer than it (RFC 8200, 4.5).</summary>
    public static byte[] HeadAlone(int next, byte[] payload) => [60, 0, 0, 1, 0, 0, 0, 1, (byte)next, 31, 1, 4, 0, 0, 0, 0, .. payload];

    /// <summary>A fragment that begins 1 KiB into its message.</summary>
    public static byte[] LaterPart(int next, string mark) => [(byte)next, 0, 4, 0, 0, 0, 0, 1, .. Encoding.ASCII.GetBytes(mark)];

    private static byte[] Mac(string text)
    {
        var bytes = Convert.FromHexString(text.Replace(":", string.Empty, StringComparison.Ordinal));
        return bytes.Length == 6 ? bytes : throw new FormatException(text);
    }

    private static byte[] Ip(string text) => IPAddress.Parse(text).GetAddressBytes();

    private static byte[] Word(int number)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)number);
        return bytes;
    }
}
