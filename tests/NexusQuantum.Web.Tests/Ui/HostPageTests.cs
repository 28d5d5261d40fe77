using Bunit;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Features.Hosts.Pages;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>One host's page.</summary>
public sealed class HostPageTests
{
    [Fact]
    public async Task It_says_which_accelerator_and_why()
    {
        await using var stage = new Stage();
        var page = Open(stage, Some.Host("lab-01", true) with { Facts = Some.Facts("lab-01", Accelerator.Tcg) });
        Assert.Contains("TCG", page.Markup, StringComparison.Ordinal);
        Assert.Contains("a test guest did not answer within 2 s", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_keeps_its_old_values_and_says_so()
    {
        await using var stage = new Stage();
        var page = Open(stage, Some.Host("fra-c1", false));
        Assert.Contains("Its machines keep running without the portal.", page.Find(".stale").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_machines_are_listed_and_no_others()
    {
        await using var stage = new Stage();
        var host = Some.Host();
        stage.Vms.Put(Some.Vm("here-1", host: host));
        stage.Vms.Put(Some.Vm("elsewhere-1"));
        var page = Open(stage, host, "machines");
        Assert.Equal("here-1", Assert.Single(page.FindAll("table .name")).TextContent);
    }

    [Fact]
    public async Task Of_machines_that_one_may_not_see_it_tells_neither_names_nor_how_many()
    {
        await using var stage = new Stage();
        stage.Me = stage.Me with { Rights = Rights.Of([(null, PermissionSet.Of(Permission.HostRead)), (ProjectId.Default, PermissionSet.Of(Permission.VmRead))]) };
        var host = Some.Host();
        stage.Vms.Put(Some.Vm("mine", host: host) with { ProjectId = ProjectId.Default });
        stage.Vms.Put(Some.Vm("theirs", host: host) with { ProjectId = ProjectId.New() });
        var page = Open(stage, host, "machines");
        Assert.Equal("mine", Assert.Single(page.FindAll("table .name")).TextContent);
        Assert.Contains("Machines 1", page.Find("[aria-current=page]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_the_portal_does_not_know_is_shown_and_adopted_under_a_name()
    {
        await using var stage = new Stage();
        var host = Some.Host();
        var orphan = Some.Orphan(host);
        stage.Vms.Put(orphan);
        stage.Vms.Put(Some.Orphan(Some.Host("other"), "elsewhere"));
        var page = Open(stage, host, "machines");
        var row = Assert.Single(page.FindAll(".tb-orphans tbody tr"));
        Assert.Contains("left-behind", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("512 MiB", row.TextContent, StringComparison.Ordinal);

        var adopting = page.FindAll(".tb-orphans .btn")[0].ClickAsync(new());
        await stage.Dialogs.Find("#adopt-name").InputAsync(new() { Value = "taken-over" });
        await stage.Dialogs.Find("form").SubmitAsync();
        await adopting;
        Assert.Equal([(orphan.Id, "taken-over")], stage.Vms.Adopted);
    }

    [Fact]
    public async Task An_orphan_is_removed_only_by_its_name()
    {
        await using var stage = new Stage();
        var host = Some.Host();
        var orphan = Some.Orphan(host, whyNot: "The portal has it on fra-b1.");
        stage.Vms.Put(orphan);
        var page = Open(stage, host, "machines");
        Assert.Equal("The portal has it on fra-b1.", page.FindAll(".tb-orphans .btn")[0].GetAttribute("title"));

        var removing = page.FindAll(".tb-orphans .btn")[1].ClickAsync(new());
        await stage.Dialogs.Find("footer .btn-danger").ClickAsync(new());
        Assert.Empty(stage.Vms.OrphansRemoved);
        await stage.Dialogs.Find("#confirm-name").InputAsync(new() { Value = "left-behind" });
        await stage.Dialogs.Find("footer .btn-danger").ClickAsync(new());
        await removing;
        Assert.Equal([orphan.Id], stage.Vms.OrphansRemoved);
    }

    [Fact]
    public async Task Its_name_and_address_are_edited()
    {
        await using var stage = new Stage();
        var host = Some.Host();
        var page = Open(stage, host);
        await page.FindAll(".nq-head .btn").Single(button => button.TextContent.Contains("Edit", StringComparison.Ordinal)).ClickAsync(new());
        await stage.Dialogs.Find("#host-address").InputAsync(new() { Value = "10.9.9.9:9090" });
        await stage.Dialogs.Find("form").SubmitAsync();
        Assert.Equal([new EditHostRequest(Address: "10.9.9.9:9090")], stage.Hosts.Edited);
    }

    [Theory]
    [InlineData("nat", "10.0.100.0/24|behind address translation|10.0.100.1|fcbr0|3")]
    [InlineData("bridged", "192.168.1.0/24|on the network of eno1, visible there|192.168.1.1|fcbr0 with eno1|2")]
    [InlineData("blind", "known to its router|on the network of eno1, visible there|–|fcbr0 with eno1|2")]
    [InlineData("user", "10.0.2.0/24|user mode, no way in. Nothing outside can be reached|–|–|0")]
    [InlineData("broken", "known to its router|on the network of eno1, visible there. fcbr0 carries no adapter. Fix: run fc-bridge-setup.sh.|–|fcbr0 with eno1|2")]
    public async Task Each_network_says_what_it_is(string mode, string says)
    {
        await using var stage = new Stage();
        var network = mode switch
        {
            "nat" => SomeNetwork.Nat(),
            "bridged" => SomeNetwork.Bridged(),
            "blind" => SomeNetwork.Blind(),
            "user" => SomeNetwork.User(),
            _ => SomeNetwork.Blind() with { Unavailable = "fcbr0 carries no adapter. Fix: run fc-bridge-setup.sh." },
        };
        var page = Open(stage, Some.Host() with { Facts = Some.Facts("fra-a1") with { Networks = [network] } });
        var row = page.FindAll("section.sec").Single(section => section.QuerySelector("h2")?.TextContent == "Networks").QuerySelectorAll("tbody td").Skip(1).Select(cell => cell.TextContent);
        Assert.Equal(says, string.Join('|', row));
    }

    [Fact]
    public async Task Leaving_ends_what_it_followed()
    {
        await using var stage = new Stage();
        Open(stage, Some.Host());
        await stage.LeaveAsync();
        Assert.Equal((0, 0, 0), (stage.Hosts.Feed.SubscriberCount, stage.Vms.Feed.SubscriberCount, stage.Vms.Orphans.SubscriberCount));
    }

    private static IRenderedComponent<HostPage> Open(Stage stage, HostView host, string? tab = null)
    {
        stage.Hosts.Put(host);
        return stage.Open<HostPage>(HostPaths.One(host.Id), with => with.Add(page => page.Id, host.Id.Value).Add(page => page.Tab, tab));
    }
}
