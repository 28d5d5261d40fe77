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

    [Fact]
    public async Task A_host_is_followed_from_its_certificate_to_its_preflight()
    {
        var page = Show<HostList>("/hosts");
        await page.Find(".btn-primary").ClickAsync(new());
        page.WaitForElement(".dialog code", Patience);

        var host = Some.Host("new-1", reachable: false) with { Facts = null, UnreachableReason = null };
        Hosts.Put(host);
        page.WaitForAssertion(() => Assert.Equal(["done", "waiting", "waiting", "waiting"], Marks(page)), Patience);
        Hosts.Put(host with { UnreachableReason = "The connection was refused." });
        page.WaitForAssertion(() => Assert.Equal(["done", "failed", "waiting", "waiting"], Marks(page)), Patience);
        Assert.Contains("The connection was refused.", page.Find(".dialog .steps").TextContent, StringComparison.Ordinal);
        Hosts.Put(host with { Reachable = true, Facts = Some.Facts("new-1"), PreflightAt = Some.Now, Unfit = "Processor virtualization is off." });
        page.WaitForAssertion(() => Assert.Equal(["done", "done", "done", "failed"], Marks(page)), Patience);
        Assert.Contains("Processor virtualization is off.", page.Find(".dialog .steps").TextContent, StringComparison.Ordinal);
        Hosts.Put(host with { Reachable = true, Facts = Some.Facts("new-1"), PreflightAt = Some.Now });
        page.WaitForAssertion(() => Assert.Equal(["done", "done", "done", "done"], Marks(page)), Patience);
    }

    [Fact]
    public async Task A_host_may_be_taken_unfit()
    {
        var page = Show<HostList>("/hosts");
        await page.Find(".btn-primary").ClickAsync(new());
        page.WaitForElement(".dialog code", Patience);
        await page.Find(".dialog input[type=checkbox]").ChangeAsync(new() { Value = true });
        Assert.Equal([new(), new(AcceptUnfit: true)], Hosts.TokensAsked);
    }

    private static IEnumerable<string?> Marks(IRenderedComponent<Microsoft.AspNetCore.Components.IComponent> page) => page.FindAll(".dialog .steps svg").Select(mark => mark.GetAttribute("aria-label"));
}
