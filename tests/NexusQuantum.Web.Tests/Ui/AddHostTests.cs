using Bunit;
using NexusQuantum.Web.Features.Hosts.Pages;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class AddHostTests : Pages
{
    [Theory]
    [InlineData("http://localhost:18080", true)]
    [InlineData("https://portal.example:18080", false)]
    public async Task A_line_that_only_works_here_says_so(string address, bool warned)
    {
        Hosts.Command = $"nexus-agent enroll --manager {address} --token id.secret.print";
        var page = Show<HostList>("/hosts");

        await page.Find(".btn-primary").ClickAsync(new());
        page.WaitForElement(".dialog code", Patience);

        Assert.Equal(warned, page.FindAll(".dialog .warn").Count == 1);
    }
}
