using Bunit;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Features.Hosts.Pages;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>A host's certificate and addresses on its page, and why it is refused.</summary>
public sealed class HostIdentityTests
{
    private static readonly string Before = new('a', 64);

    [Fact]
    public async Task Its_certificate_is_shown_and_rotated_after_a_question()
    {
        await using var stage = new Stage();
        var page = Open(stage, Host());
        Assert.Contains(Before, page.Markup, StringComparison.Ordinal);

        var rotating = Press(page, "Rotate certificate");
        Assert.Empty(stage.Hosts.Rotated);
        await stage.Dialogs.Find("footer .btn-danger").ClickAsync(new());
        await rotating;
        Assert.Single(stage.Hosts.Rotated);
        page.WaitForAssertion(() => Assert.Contains(new string('b', 64), page.Markup, StringComparison.Ordinal));
        Assert.Contains("the old one is refused", page.Find("[role=status].st-running").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotation_that_fails_says_why()
    {
        await using var stage = new Stage();
        var page = Open(stage, Host());
        stage.Hosts.Refusal = new Error(ErrorKind.Conflict, "host-certificate-renewing", "It is being renewed now.") { Fix = "Wait two minutes." };
        var rotating = Press(page, "Rotate certificate");
        await stage.Dialogs.Find("footer .btn-danger").ClickAsync(new());
        await rotating;
        Assert.Contains("It is being renewed now.", page.Find(".errblock").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Away_it_cannot_be_rotated_and_says_what_can_be_done()
    {
        await using var stage = new Stage();
        var page = Open(stage, Host() with { Reachable = false, UnreachableReason = "Nothing listens." });
        var button = page.FindAll(".btn").Single(one => one.TextContent.Contains("Rotate certificate", StringComparison.Ordinal));
        Assert.Equal("true", button.GetAttribute("aria-disabled"));
        Assert.Contains("Re-join", button.GetAttribute("title"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Joining_again_shows_a_line_for_this_host_and_follows_it_once_its_certificate_is_new()
    {
        await using var stage = new Stage();
        var host = Host();
        var page = Open(stage, host);
        await Press(page, "Re-join");
        Assert.Equal([new JoinTokenRequest(HostId: host.Id)], stage.Hosts.TokensAsked);
        Assert.Contains(stage.Hosts.Command, stage.Dialogs.Find(".dialog code").TextContent, StringComparison.Ordinal);
        stage.Hosts.Put(host with { VmCount = 7 });
        Assert.Empty(stage.Dialogs.FindAll(".dialog .steps"));
        stage.Hosts.Put(host with { CertificateFingerprint = new string('c', 64) });
        stage.Dialogs.WaitForAssertion(() => Assert.NotEmpty(stage.Dialogs.FindAll(".dialog .steps li")));
    }

    [Fact]
    public async Task A_host_that_is_refused_shows_the_reason_and_the_fix()
    {
        await using var stage = new Stage();
        var page = Open(stage, Host() with { Reachable = false, UnreachableType = "host-clock-wrong", UnreachableReason = "The clock of lab-01 is 3 h behind.", UnreachableFix = "Set the clock." });
        var block = page.Find(".errblock").TextContent;
        Assert.Contains("lab-01 is refused", block, StringComparison.Ordinal);
        Assert.Contains("The clock of lab-01 is 3 h behind.", block, StringComparison.Ordinal);
        Assert.Contains("Set the clock.", block, StringComparison.Ordinal);
        Assert.Contains("Refused", page.Find(".nq-head").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_addresses_found_of_it_can_be_chosen()
    {
        await using var stage = new Stage();
        var page = Open(stage, Host() with { Addresses = new HostAddresses([new OwnAddress("10.0.0.11", "eth0"), new OwnAddress("fd00::7", "eth1")], "192.0.2.1") });
        Assert.Contains("192.0.2.1:9090 (where its join came from: a proxy or router)", page.Markup, StringComparison.Ordinal);
        await Press(page, "Edit");
        var found = stage.Dialogs.FindAll("[aria-label='Addresses found of it'] .btn");
        Assert.Equal(["true", "false", "false"], found.Select(one => one.GetAttribute("aria-pressed")));
        await found[1].ClickAsync(new());
        await stage.Dialogs.Find("form").SubmitAsync();
        Assert.Equal([new EditHostRequest(Address: "[fd00::7]:9090")], stage.Hosts.Edited);
    }

    private static HostView Host() => Some.Host("lab-01", true) with { CertificateFingerprint = Before, CertificateIssuedAt = Some.Now.AddDays(-10) };

    private static Task Press(IRenderedComponent<HostPage> page, string label)
        => page.FindAll(".btn").Single(button => button.TextContent.Contains(label, StringComparison.Ordinal)).ClickAsync(new());

    private static IRenderedComponent<HostPage> Open(Stage stage, HostView host)
    {
        stage.Hosts.Put(host);
        return stage.Open<HostPage>(HostPaths.One(host.Id), with => with.Add(page => page.Id, host.Id.Value));
    }
}
