using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Features.Vms.Addresses;

namespace NexusQuantum.Web.Tests.Vms;

/// <summary>Reading an asked-for address, whatever the network.</summary>
public sealed class AddressWishTests
{
    [Theory]
    [InlineData("10.1")]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("10.0.0.256")]
    [InlineData("127.0.0.1")]
    [InlineData("010.0.0.1")]
    [InlineData("fd00::5")]
    [InlineData("10.0.0.5/31")]
    [InlineData("10.0.0.5/7")]
    [InlineData("10.0.0.5/")]
    [InlineData("10.0.0.5/-24")]
    [InlineData("10.0.0.5/+24")]
    [InlineData("10.0.0.5/024")]
    [InlineData("10.0.0.5/24/24")]
    [InlineData("\u001b[31m10.0.0.5")]
    [InlineData("<script>alert(1)</script>")]
    public void What_is_no_address_is_told_and_not_repeated(string text)
    {
        var mistake = Assert.Single(Mistakes(new CreateVmRequest { IpAddress = text }));
        Assert.Equal("ipAddress", mistake.Key);
        Assert.DoesNotContain(mistake.Value, said => said.Contains('<', StringComparison.Ordinal) || said.Any(char.IsControl));
    }

    [Fact]
    public void Router_and_name_servers_go_with_an_address()
        => Assert.Equal(["gateway", "nameServers"], Mistakes(new CreateVmRequest { Gateway = "10.0.0.1", NameServers = ["9.9.9.9"] }).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_field_is_told_of_at_once()
    {
        var mistakes = Mistakes(new CreateVmRequest { IpAddress = "x/y", Gateway = "x", NameServers = ["9.9.9.9", "x", null!] });
        Assert.Equal([1, 2, 2], new[] { "gateway", "ipAddress", "nameServers" }.Select(field => mistakes[field].Length));
    }

    [Fact]
    public void Four_name_servers_are_too_many()
        => Assert.Contains("3 are possible", Mistakes(new CreateVmRequest { IpAddress = "10.0.0.5", NameServers = ["1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4"] })["nameServers"][0], StringComparison.Ordinal);

    [Fact]
    public void Without_an_address_nothing_is_asked_for()
    {
        var input = new VmInput();
        Assert.Null(AddressWish.Read(new CreateVmRequest { Gateway = "", NameServers = default }, input));
        Assert.Null(input.Error);
    }

    private static IReadOnlyDictionary<string, string[]> Mistakes(CreateVmRequest request)
    {
        var input = new VmInput();
        AddressWish.Read(request, input);
        return input.Error?.Fields ?? new Dictionary<string, string[]>(StringComparer.Ordinal);
    }
}
