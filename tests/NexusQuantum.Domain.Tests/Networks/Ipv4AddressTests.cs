using System.Net;
using System.Text.Json;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Domain.Tests.Networks;

public sealed class Ipv4AddressTests
{
    [Theory]
    [InlineData("10.0.100.5")]
    [InlineData("1.2.3.4")]
    [InlineData("223.255.255.255")]
    [InlineData("192.168.0.10")]
    public void An_address_reads_back_as_written(string text)
    {
        var address = Ipv4Address.Parse(text, null);
        Assert.Equal(text, address.ToString());
        Assert.Equal(address, Ipv4Address.From(address.ToIPAddress()));
        Assert.Equal($"\"{text}\"", JsonSerializer.Serialize(address));
        Assert.Equal(address, JsonSerializer.Deserialize<Ipv4Address>($"\"{text}\""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.1")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.1 ")]
    [InlineData("10.0.0.010")]
    [InlineData("010.0.0.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("10.0.0.0.1")]
    [InlineData("10..0.1")]
    [InlineData("10.0.0.")]
    [InlineData("1.1.1.1111")]
    [InlineData("٣.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    public void Anything_else_is_refused(string text) => Assert.False(Ipv4Address.TryParse(text, null, out _));

    [Theory]
    [InlineData("\"10.1\"")]
    [InlineData("167772165")]
    [InlineData("\"127.0.0.1\"")]
    public void Json_that_is_none_is_refused(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Ipv4Address>(json));

    [Fact]
    public void No_address_of_another_family_is_one() => Assert.Null(Ipv4Address.From(IPAddress.IPv6Loopback));
}
