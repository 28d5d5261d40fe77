using Bunit;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Hosts.Pages;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>The planner below the list of hosts.</summary>
public sealed class CapacityPanelTests : Pages
{
    [Fact]
    public void Without_hosts_there_is_nothing_to_plan() => Assert.Empty(Show<HostList>("/hosts").FindAll("#plan-vms"));

    [Fact]
    public async Task It_says_how_many_fit_where_and_what_ends_first()
    {
        Hosts.Put(Some.Host("fra-a1")); // 64 GiB, 2 kept, 16 promised; 500 GiB of disk
        var page = Show<HostList>("/hosts");
        Assert.Equal(["fra-a1", "46 GiB", "46", "memory"], Row(page, 0));

        await page.Find("#plan-disk").ChangeAsync(new() { Value = "100" });
        page.WaitForAssertion(() => Assert.Equal(["fra-a1", "46 GiB", "5", "disk"], Row(page, 0)), Patience);

        await page.Find("#plan-vms").ChangeAsync(new() { Value = "7" });
        page.WaitForAssertion(() => Assert.Contains("Of 7 asked for, 2 find no room.", page.Find("[role=status].warn").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal(["fra-a1", "46 GiB", "5", "5", "disk"], Row(page, 0));
    }

    [Fact]
    public void The_question_stands_in_the_address()
    {
        Hosts.Put(Some.Host("fra-a1"));
        var page = Show<HostList>("/hosts?vms=28&memory=1024&reserve=4096");
        Assert.Contains("44 machines of this size fit. All 28 asked for find room.", page.Find(".sec [role=status]").TextContent, StringComparison.Ordinal);
        Assert.Equal("28", page.Find("#plan-vms").GetAttribute("value"));
    }

    [Fact]
    public void Without_a_host_its_machines_find_room_or_are_named()
    {
        var (lost, left) = (Some.Host("fra-a1"), Some.Host("fra-b1"));
        Hosts.Put(lost);
        Hosts.Put(left);
        Vms.Put(Some.Vm("small", host: lost));
        Vms.Put(Some.Vm("large", host: lost) with { MemoryMiB = 60 * 1024 });
        Vms.Put(Some.Vm("off", VmState.Stopped, VmPower.Stopped, lost) with { MemoryMiB = 60 * 1024 });
        var page = Show<HostList>("/hosts?lose=fra-a1");
        var panel = page.Find("section[aria-labelledby=capacity-title]");
        Assert.Contains("Without fra-a1, the other hosts have room for 1 of its 2 machines; 1 would not run.", panel.TextContent, StringComparison.Ordinal);
        Assert.Contains("No room for: large (60 GiB).", panel.TextContent, StringComparison.Ordinal);
        Assert.Equal(["fra-b1", "45 GiB", "45", "memory"], Row(page, 0));
    }

    [Fact]
    public void Machines_that_one_may_not_see_count_and_are_not_named()
    {
        Me = Me with { Rights = Rights.Of([(null, PermissionSet.Of(Permission.HostRead))]) };
        var lost = Some.Host("fra-a1");
        Hosts.Put(lost);
        Vms.Put(Some.Vm("theirs", host: lost));
        var text = Show<HostList>("/hosts?lose=fra-a1").Find("section[aria-labelledby=capacity-title]").TextContent;
        Assert.Contains("Without fra-a1 no host is left; its 1 machine would not run.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("theirs", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_does_not_answer_takes_none_and_says_why()
    {
        Hosts.Put(Some.Host("fra-c1", reachable: false));
        var page = Show<HostList>("/hosts");
        Assert.Equal(["fra-c1", "46 GiB", "0", "The connection to 10.0.0.11:9090 timed out."], Row(page, 0));
        Assert.Contains("No machine of this size fits. fra-c1 is not counted: nothing can be placed there now.", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("many")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public void What_is_no_whole_number_is_said_at_its_field(string memory)
    {
        Hosts.Put(Some.Host());
        var page = Show<HostList>("/hosts?memory=" + memory);
        Assert.Contains("not a whole number", page.Find(".field.is-bad [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(memory, page.Find("#plan-memory").GetAttribute("value"));
    }

    [Fact]
    public void A_mistake_is_said_at_its_field()
    {
        Hosts.Put(Some.Host());
        var page = Show<HostList>("/hosts?memory=1");
        Assert.Contains("1 MiB of memory: 64 to", page.Find(".field.is-bad [role=alert]").TextContent, StringComparison.Ordinal);
    }

    /// <summary>A row of the table without its meter.</summary>
    private static string[] Row(IRenderedComponent<WithProviders> page, int row)
        => [.. page.FindAll("section[aria-labelledby=capacity-title] tbody tr")[row].QuerySelectorAll("td:not(.not-phone)").Select(cell => cell.TextContent.Trim())];
}
