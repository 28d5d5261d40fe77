using Bunit;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Dashboard.Pages;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class DashboardTests : Pages
{
    [Fact]
    public void All_well_the_first_line_says_so()
    {
        var host = Some.Host();
        Hosts.Put(host);
        Vms.Put(Some.Vm("one", VmState.Running, VmPower.Running, host));

        var page = Show<Dashboard>();

        Assert.Equal("1 machine as wished", page.Find("h1").TextContent);
        Assert.Empty(page.FindAll(".need"));
    }

    [Fact]
    public void A_silent_host_is_one_line_however_many_machines_it_has()
    {
        var host = Some.Host("fra-c1", reachable: false, vmCount: 2);
        Hosts.Put(host);
        Vms.Put(Some.Vm("one", VmState.Unknown, VmPower.Running, host));
        Vms.Put(Some.Vm("two", VmState.Unknown, VmPower.Running, host));

        var page = Show<Dashboard>();

        Assert.Equal("1 problem", page.Find("h1").TextContent);
        Assert.Contains("fra-c1 does not answer", Assert.Single(page.FindAll(".need li")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_machine_can_be_started_from_here()
    {
        Hosts.Put(Some.Host());
        var vm = Some.Vm("edge-gw-02", VmState.Failed) with { Problem = new Problem { Type = "tap-busy", Title = "Tap nqt-3f02 is held.", Fix = "ip link delete nqt-3f02" } };
        Vms.Put(vm);
        var page = Show<Dashboard>();

        Assert.Contains("Tap nqt-3f02 is held.", page.Find(".need p").TextContent, StringComparison.Ordinal);
        await page.Find(".need button").ClickAsync(new());

        Assert.Equal([(vm.Id, VmVerb.Start)], Vms.Asked);
    }

    [Fact]
    public void Without_hosts_it_teaches_how_to_join_one()
    {
        var page = Show<Dashboard>();

        Assert.Contains("One command joins one", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Equal("/hosts?add=1", page.Find(".empty a").GetAttribute("href"));
    }

    [Fact]
    public void There_is_one_h1() => Assert.Single(Show<Dashboard>().FindAll("h1"));
}
