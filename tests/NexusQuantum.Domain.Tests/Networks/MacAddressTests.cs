using CsCheck;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Domain.Tests.Networks;

public sealed class MacAddressTests
{
    [Fact]
    public void An_address_for_a_vm_has_qemus_prefix_and_reads_back()
        => Gen.Byte.Array[3].Sample(random =>
        {
            var mac = MacAddress.ForVm(random);
            Assert.StartsWith("52:54:00:", mac.ToString(), StringComparison.Ordinal);
            Assert.Equal(mac, MacAddress.Parse(mac.ToString(), null));
        });

    [Fact]
    public void Upper_case_is_read_and_written_lower()
        => Assert.Equal("52:54:00:ab:cd:ef", MacAddress.Parse("52:54:00:AB:CD:EF", null).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("52:54:00:ab:cd")]
    [InlineData("52-54-00-ab-cd-ef")]
    [InlineData("52:54:00:ab:cd:ef:00")]
    [InlineData("52:54:00:ab:cd:g0")]
    [InlineData("00:00:00:00:00:00")]
    [InlineData("01:00:5e:00:00:01")]
    [InlineData("ff:ff:ff:ff:ff:ff")]
    [InlineData("52:54:00:ab:cd:ef,x")]
    public void What_no_nic_can_have_is_refused(string text) => Assert.False(MacAddress.TryParse(text, null, out _));
}
