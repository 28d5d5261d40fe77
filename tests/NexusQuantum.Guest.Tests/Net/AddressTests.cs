using System.Net;
using NexusQuantum.Agent.Guest.Net;

namespace NexusQuantum.Guest.Tests.Net;

public sealed class AddressTests
{
    [Fact]
    public void An_address_has_a_prefix_and_a_mask()
    {
        Assert.True(InterfaceAddress.TryParse("10.0.100.5/24", out var address));
        Assert.Equal("255.255.255.0", address!.Mask.ToString());
        Assert.Equal("10.0.100.5/24", address.ToString());
        Assert.True(InterfaceAddress.TryParse("10.0.100.5/32", out address));
        Assert.Equal("255.255.255.255", address!.Mask.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.100.5")]
    [InlineData("10.0.100.5/33")]
    [InlineData("10.0.100.5/0")]
    [InlineData("10.0.100.5/-1")]
    [InlineData("10.0.100/24")]
    [InlineData("167772161/24")]
    [InlineData("fe80::1/64")]
    [InlineData("10.0.100.5/24; reboot")]
    public void What_is_none_is_refused(string text) => Assert.False(InterfaceAddress.TryParse(text, out _));

    [Fact]
    public void Default_gateways_are_read_in_the_machines_byte_order()
    {
        var gateways = RouteTable.DefaultGateways("""
            Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
            eth0	00000000	0202000A	0003	0	0	0	00000000	0	0	0
            eth0	0002000A	00000000	0001	0	0	0	00FFFFFF	0	0	0
            eth1	00000000	0102000A	0003	0	0	0	00000000	0	0	0
            eth0	00000000	zz	0003
            """u8, "eth0");
        Assert.Equal([IPAddress.Parse("10.0.2.2")], gateways);
    }

    [Fact]
    public void Name_servers_are_written_unless_the_file_is_a_link()
    {
        var directory = Directory.CreateTempSubdirectory("nq-guest-").FullName;
        var path = directory + "/resolv.conf";
        ResolvConf.Write(path, ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"]);
        Assert.Equal("nameserver 10.0.0.1\nnameserver 10.0.0.2\nnameserver 10.0.0.3\n", File.ReadAllText(path));
        Assert.Throws<FormatException>(() => ResolvConf.Write(path, ["10.0.0.1\nsearch evil"]));

        File.WriteAllText(directory + "/other", "theirs");
        File.Delete(path);
        File.CreateSymbolicLink(path, directory + "/other");
        ResolvConf.Write(path, ["10.0.0.1"]);
        Assert.Equal("theirs", File.ReadAllText(directory + "/other"));
        Directory.Delete(directory, recursive: true);
    }
}
