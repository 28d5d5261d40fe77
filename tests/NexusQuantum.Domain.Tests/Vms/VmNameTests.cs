using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Domain.Tests.Vms;

public sealed class VmNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("web-1")]
    [InlineData("0x0")]
    public void A_host_label_is_a_name(string text)
    {
        Assert.True(VmName.TryParse(text, null, out var name));
        Assert.Equal(text, name.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("Web")]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("<b>x</b>")]
    [InlineData("a\u001b[31m")]
    [InlineData("ä")]
    [InlineData("a,b")]
    public void Anything_else_is_not(string text) => Assert.False(VmName.TryParse(text, null, out _));

    [Fact]
    public void Sixty_three_characters_fit_and_sixty_four_do_not()
    {
        Assert.True(VmName.TryParse(new string('a', 63), null, out _));
        Assert.False(VmName.TryParse(new string('a', 64), null, out _));
        Assert.False(VmName.TryParse(new string('a', 300), null, out _));
    }
}
