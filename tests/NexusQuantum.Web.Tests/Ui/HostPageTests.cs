using Bunit;
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
    public async Task Leaving_ends_what_it_followed()
    {
        await using var stage = new Stage();
        Open(stage, Some.Host());
        await stage.LeaveAsync();
        Assert.Equal((0, 0), (stage.Hosts.Feed.SubscriberCount, stage.Vms.Feed.SubscriberCount));
    }

    private static IRenderedComponent<HostPage> Open(Stage stage, HostView host, string? tab = null)
    {
        stage.Hosts.Put(host);
        return stage.Open<HostPage>(HostPaths.One(host.Id), with => with.Add(page => page.Id, host.Id.Value).Add(page => page.Tab, tab));
    }
}
