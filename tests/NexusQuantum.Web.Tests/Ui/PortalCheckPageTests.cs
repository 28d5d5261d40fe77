using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Features.PortalCheck;
using NexusQuantum.Web.Features.PortalCheck.Pages;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class PortalCheckPageTests : Pages
{
    private readonly FakePortalCheckApi _api = new();

    public PortalCheckPageTests() => Context.Services.AddSingleton<IPortalCheckApi>(_api);

    [Fact]
    public void The_first_who_opens_it_checks_the_portal()
    {
        _api.Next = Report(SomePreflight.Passing);
        var page = Show<PortalCheckPage>("/portal-check");
        Assert.Equal("This portal meets every requirement.", page.Find(".verdict.good b").TextContent);
        Assert.Equal(1, _api.Runs);
    }

    [Fact]
    public void Who_comes_later_sees_the_last_run()
    {
        _api.Last = Report(SomePreflight.Passing, SomePreflight.Warning);
        Assert.Contains("One recommendation is not met.", Show<PortalCheckPage>("/portal-check").Find(".verdict.good b").TextContent, StringComparison.Ordinal);
        Assert.Equal(0, _api.Runs);
    }

    [Fact]
    public async Task What_fails_is_named_first_and_open_with_its_fix_and_is_checked_again()
    {
        _api.Last = Report(SomePreflight.Passing, SomePreflight.Warning, SomePreflight.Failing);
        _api.Next = Report(SomePreflight.Passing, SomePreflight.Warning);
        var page = Show<PortalCheckPage>("/portal-check");
        var verdict = page.Find(".verdict.bad").TextContent;
        Assert.Contains("One required check of this portal fails.", verdict, StringComparison.Ordinal);
        Assert.Contains("IP forwarding is off.", verdict, StringComparison.Ordinal);
        Assert.Equal("/portal-check#check-ip-forwarding", page.Find(".verdict a").GetAttribute("href"));
        Assert.Equal(["check-ip-forwarding"], page.FindAll("details[open]").Select(open => open.Id));
        Assert.DoesNotContain("Waive", page.Markup, StringComparison.Ordinal);
        Assert.Equal("/v1/portal/preflight/export?format=html", page.Find("a[download]").GetAttribute("href"));
        await page.Find(".verdict .btn").ClickAsync(new());
        Assert.Equal("This portal meets what is required. One recommendation is not met.", page.Find(".verdict.good b").TextContent);
    }

    [Fact]
    public void A_run_that_broke_says_so_and_offers_another()
        => Assert.Contains("It broke.", Show<PortalCheckPage>("/portal-check").Find(".errblock").TextContent, StringComparison.Ordinal);

    private static PreflightReport Report(params CheckResult[] results) => new(Some.Now, "portal-1", "0.1.0", 900, [.. results]);
}
