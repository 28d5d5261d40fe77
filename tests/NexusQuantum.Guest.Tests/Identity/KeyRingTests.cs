using System.Net;
using NexusQuantum.Agent.Guest.Identity;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Guest.Tests.Identity;

/// <summary>From where port 9000 may be called.</summary>
public sealed class KeyRingTests
{
    private const string Key = "0123456789abcdef0123456789abcdef0123456789a";
    private readonly KeyRing _ring = new();

    [Theory]
    [InlineData("fe80::5054:ff:fe12:3456", true)]
    [InlineData("fe80::5054:ff:fe12:3456%7", true)]
    [InlineData("fe80::5054:ff:fe12:3457", false)]
    [InlineData("5054:ff:fe12:3456::", false)]
    [InlineData("10.0.2.2", false)]
    [InlineData("::ffff:10.0.2.2", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    public void A_host_that_calls_from_an_address_of_its_own_is_welcome_there_and_the_gateway_is_not(string peer, bool welcome)
    {
        _ring.Hold(Identity("fe80::5054:ff:fe12:3456"));
        Assert.Equal(welcome, _ring.Welcomes(IPAddress.Parse(peer)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.2.2")]
    [InlineData("::ffff:10.0.2.2")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("ff02::1")]
    [InlineData("2001:db8::1")]
    [InlineData("fe80::1%2")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[fe80::1]:80")]
    [InlineData("fe80::1/64")]
    [InlineData("fe80::1 ")]
    [InlineData("garbage")]
    public void A_host_address_that_is_none_is_told_and_leaves_only_this_machine_welcome(string address)
    {
        Assert.Throws<FormatException>(() => _ring.Hold(Identity(address)));
        Assert.True(_ring.Accepts("Bearer " + Key));
        Assert.True(_ring.Welcomes(IPAddress.Loopback));
        foreach (var peer in (string[])["10.0.2.2", "fe80::1", "fe80::1%2", "::", "2001:db8::1"])
        {
            Assert.False(_ring.Welcomes(IPAddress.Parse(peer)), peer);
        }
    }

    [Fact]
    public void Without_a_host_address_the_gateway_is_welcome_and_no_link_local_address()
    {
        _ring.Hold(Identity(null));
        Assert.True(_ring.Welcomes(IPAddress.Parse("10.0.2.2")));
        Assert.False(_ring.Welcomes(IPAddress.Parse("fe80::5054:ff:fe12:3456%2")));
    }

    [Fact]
    public void A_gateway_welcomed_before_is_not_welcome_once_the_host_says_otherwise()
    {
        _ring.Hold(Identity(null));
        _ring.Hold(Identity("fe80::1"));
        Assert.False(_ring.Welcomes(IPAddress.Parse("10.0.2.2")));
    }

    private static GuestIdentity Identity(string? hostAddress) => new()
    {
        Key = Key,
        HostName = "web-1",
        MachineId = new string('0', 32),
        Gateway = "10.0.2.2",
        HostAddress = hostAddress,
        Clock = default,
        Entropy = "AAAA",
    };
}
