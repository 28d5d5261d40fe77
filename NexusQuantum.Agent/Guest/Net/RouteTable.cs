using System.Net;
using System.Globalization;
using System.Text;
using NexusQuantum.Agent.Guest.Proc;

namespace NexusQuantum.Agent.Guest.Net;

/// <summary>/proc/net/route (proc_pid_net(5)): addresses are hexadecimal in the machine's byte order.</summary>
internal static class RouteTable
{
    /// <summary>The gateways of the default routes through a NIC.</summary>
    public static IReadOnlyList<IPAddress> DefaultGateways(ReadOnlySpan<byte> text, string nic)
    {
        List<IPAddress> gateways = [];
        var lines = new Fields(text);
        while (lines.NextLine(out var line))
        {
            var fields = new Fields(line);
            var name = fields.Next();
            var destination = fields.Next();
            var gateway = fields.Next();
            if (name.SequenceEqual(Encoding.ASCII.GetBytes(nic))
                && destination.SequenceEqual("00000000"u8)
                && uint.TryParse(gateway, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
                && bits != 0)
            {
                gateways.Add(new IPAddress(bits));
            }
        }

        return gateways;
    }
}
