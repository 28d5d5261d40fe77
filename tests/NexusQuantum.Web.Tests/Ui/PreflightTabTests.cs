using Bunit;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Features.Hosts.Pages;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>How a host meets the requirements, on its page.</summary>
public sealed class PreflightTabTests
{
    [Fact]
    public async Task The_first_line_says_what_keeps_machines_off_and_the_check_is_open_with_its_fix()
    {
        await using var stage = new Stage();
        var page = Open(stage, SomePreflight.Of(SomePreflight.Passing, SomePreflight.Warning, SomePreflight.Failing));
        var verdict = page.Find(".verdict.bad").TextContent;
        Assert.Contains("One required check fails, so this host takes no new machines.", verdict, StringComparison.Ordinal);
        Assert.Contains("IP forwarding is off.", verdict, StringComparison.Ordinal);
        Assert.Contains("1 pass, 1 warn, 1 fail.", verdict, StringComparison.Ordinal);
        Assert.Equal(["check-ip-forwarding"], page.FindAll("details[open]").Select(open => open.Id));
        // The host is a Debian.
        Assert.Equal("sysctl -w net.ipv4.ip_forward=1\napt-get update", page.Find("#check-ip-forwarding code").TextContent);
        Assert.Equal("/requirements#ip-addressing-requirements", page.Find("#check-ip-forwarding a").GetAttribute("href"));
        Assert.Equal(["Processor", "Memory", "Addresses"], page.FindAll(".checks h2").Select(head => head.FirstChild!.TextContent.Trim()));
    }

    [Theory]
    [InlineData("Rocky Linux 9.4 (Blue Onyx)", "dnf check-update", null)]
    [InlineData("Some Linux 1", "apt-get update", "dnf check-update")]
    public async Task Commands_are_those_of_the_hosts_distribution_or_of_both(string distribution, string first, string? second)
    {
        await using var stage = new Stage();
        var page = Open(stage, SomePreflight.Of(SomePreflight.Failing), host => host with { Facts = Some.Facts("lab") with { Distribution = distribution } });
        var commands = page.FindAll("#check-ip-forwarding code");
        Assert.Equal(second is null ? 1 : 2, commands.Count);
        Assert.Contains(first, commands[0].TextContent, StringComparison.Ordinal);
        Assert.Contains(second ?? first, commands[^1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_check_is_waived_with_a_reason_and_made_to_count_again()
    {
        await using var stage = new Stage();
        var page = Open(stage, SomePreflight.Of(SomePreflight.Failing));
        var waiving = page.FindAll("#check-ip-forwarding .btn").Single(button => button.TextContent.Contains("Waive", StringComparison.Ordinal)).ClickAsync(new());
        await stage.Dialogs.Find("#waive-reason").InputAsync(new() { Value = "routed elsewhere" });
        await stage.Dialogs.Find("form").SubmitAsync();
        await waiving;
        Assert.Equal([("ip-forwarding", "routed elsewhere")], stage.Hosts.Waived);
        Assert.Contains("although one required check fails", page.Find(".verdict.mild").TextContent, StringComparison.Ordinal);
        Assert.Contains("Waived by mara", page.Find("#check-ip-forwarding").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("details[open]"));

        await page.FindAll("#check-ip-forwarding .btn").Single(button => button.TextContent.Contains("Count it again", StringComparison.Ordinal)).ClickAsync(new());
        Assert.Empty(stage.Hosts.Waived);
        Assert.Single(page.FindAll(".verdict.bad"));
    }

    [Fact]
    public async Task A_host_that_was_never_checked_is_checked_from_its_page()
    {
        await using var stage = new Stage();
        var page = Open(stage, null);
        await page.Find(".empty .btn-primary").ClickAsync(new());
        Assert.Equal([new CheckHostRequest()], stage.Hosts.Checked);
        Assert.Single(page.FindAll(".verdict.bad"));
        await page.FindAll(".verdict .btn")[1].ClickAsync(new());
        Assert.Equal(new CheckHostRequest(MeasureStorage: true), stage.Hosts.Checked[^1]);
    }

    [Fact]
    public async Task Who_may_only_look_sees_why_nothing_can_be_pressed()
    {
        await using var stage = new Stage();
        stage.Me = stage.Me with { Rights = Rights.Of([(null, PermissionSet.Of(Permission.HostRead))]) };
        var page = Open(stage, SomePreflight.Of(SomePreflight.Failing));
        Assert.All(page.FindAll(".verdict .btn, #check-ip-forwarding .nq-acts .btn"), button => Assert.Equal("true", button.GetAttribute("aria-disabled")));
        await page.Find(".verdict .btn").ClickAsync(new());
        Assert.Empty(stage.Hosts.Checked);
    }

    [Fact]
    public async Task What_changed_and_earlier_runs_are_shown_and_can_be_taken_along()
    {
        await using var stage = new Stage();
        var view = SomePreflight.Of(SomePreflight.Failing);
        var before = new PreflightGlance(Guid.NewGuid(), Some.Now.AddHours(-1), "system", 3, 0, 0, null);
        var page = Open(stage, view with { Changes = [new CheckChange("ip-forwarding", "IP forwarding", CheckStatus.Pass, CheckStatus.Fail)], History = [view.History[0] with { Changed = 1 }, before] });
        Assert.Contains("IP forwardingpassedfailed", page.FindAll(".sec")[0].QuerySelector("tbody tr")!.TextContent, StringComparison.Ordinal);
        Assert.Equal($"{page.Instance.Id}/preflight?run={before.Id}", page.FindAll(".sec")[1].QuerySelectorAll("tbody a")[1].GetAttribute("href")!.Replace("/hosts/", "", StringComparison.Ordinal));
        Assert.Equal(["html", "markdown", "json", "junit"], page.FindAll("a[download]").Select(link => link.GetAttribute("href")!.Split('=')[^1]));
    }

    private static IRenderedComponent<HostPage> Open(Stage stage, PreflightView? preflight, Func<HostView, HostView>? change = null)
    {
        var host = (change ?? (same => same))(Some.Host());
        stage.Hosts.Preflight = preflight;
        stage.Hosts.Put(host);
        return stage.Open<HostPage>(HostPaths.Preflight(host.Id), with => with.Add(page => page.Id, host.Id.Value).Add(page => page.Tab, "preflight"));
    }
}
