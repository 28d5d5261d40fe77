using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Vms.Pages;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class MachinesTests : Pages
{
    [Fact]
    public void Without_machines_the_page_says_what_one_is_and_offers_the_first()
    {
        var page = Show<Machines>("/machines");

        Assert.Contains("No machines yet", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Equal("/machines/create", page.Find(".empty a").GetAttribute("href"));
    }

    [Fact]
    public void Trouble_comes_first_and_wish_and_fact_stand_side_by_side()
    {
        Vms.Put(Some.Vm("aa"));
        Vms.Put(Some.Vm("zz", VmState.Failed));

        var page = Show<Machines>("/machines");

        Assert.Equal(["zz", "aa"], Names(page));
        Assert.Contains("wished running", page.Find("tbody .s").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_query_of_the_address_filters_and_shows_as_chips()
    {
        Vms.Put(Some.Vm("one", VmState.Running, VmPower.Running, null, "ci"));
        Vms.Put(Some.Vm("two"));

        var page = Show<Machines>("/machines?q=tag%3Aci");

        Assert.Equal(["one"], Names(page));
        Assert.Equal("tag:ci", page.Find(".query .term").TextContent.Trim());
    }

    [Fact]
    public async Task A_typed_word_becomes_part_of_the_address()
    {
        Vms.Put(Some.Vm("one"));
        var page = Show<Machines>("/machines");

        await page.Find(".query input").InputAsync(new ChangeEventArgs { Value = "state:running " });

        Assert.EndsWith("/machines?q=state%3Arunning", Context.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_the_feed_reaches_the_row()
    {
        var vm = Some.Vm("one", VmState.Starting);
        Vms.Put(vm);
        var page = Show<Machines>("/machines");
        Assert.Contains("Booting", page.Find("tbody .s").TextContent, StringComparison.Ordinal);

        Vms.Put(vm with { State = VmState.Running, LastState = VmState.Running });

        page.WaitForAssertion(() => Assert.Contains("Running", page.Find("tbody .s").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task The_selection_bar_asks_only_those_that_can_and_says_why_not_for_the_rest()
    {
        var running = Some.Vm("one");
        Vms.Put(running);
        Vms.Put(Some.Vm("two", VmState.Stopped, VmPower.Stopped));
        var page = Show<Machines>("/machines");

        await page.Find("thead input").ChangeAsync(new ChangeEventArgs { Value = true });
        var bar = page.Find(".selbar");
        Assert.Contains("2 selected", bar.TextContent, StringComparison.Ordinal);
        var start = bar.QuerySelectorAll("button").First(button => button.TextContent.Contains("Start", StringComparison.Ordinal));
        Assert.Equal("Start 1 of 2", start.GetAttribute("title"));
        await start.ClickAsync(new());

        Assert.Equal([VmVerb.Start], Vms.Asked.Select(asked => asked.Verb));
        Assert.NotEqual(running.Id, Vms.Asked[0].Id);
    }

    [Fact]
    public async Task A_verb_that_makes_no_sense_stays_visible_and_is_not_asked()
    {
        Vms.Put(Some.Vm("one"));
        var page = Show<Machines>("/machines");
        await page.Find("tbody input").ChangeAsync(new ChangeEventArgs { Value = true });

        var start = page.Find(".selbar .btn");
        Assert.Equal(("true", "It is running."), (start.GetAttribute("aria-disabled"), start.GetAttribute("title")));
        await start.ClickAsync(new());

        Assert.Empty(Vms.Asked);
    }

    [Fact]
    public async Task Deleting_a_running_machine_needs_its_name()
    {
        Vms.Put(Some.Vm("pg-primary"));
        var page = Show<Machines>("/machines");
        await page.Find("tbody input").ChangeAsync(new ChangeEventArgs { Value = true });

        var asking = page.Find(".selbar .btn-danger").ClickAsync(new());
        page.WaitForElement("#confirm-name", Patience);
        Assert.Equal("true", page.Find(".dialog .btn-danger").GetAttribute("aria-disabled"));
        await page.Find("#confirm-name").InputAsync(new ChangeEventArgs { Value = "pg-primary" });
        await page.Find(".dialog .btn-danger").ClickAsync(new());
        await asking;

        Assert.Equal([VmVerb.Delete], Vms.Asked.Select(asked => asked.Verb));
    }

    [Fact]
    public async Task A_refusal_is_shown_with_its_fix()
    {
        Vms.Put(Some.Vm("one"));
        Vms.Refusal = new Error(ErrorKind.Conflict, "vm-busy", "It is being restarted.") { Fix = "Wait for the restart." };
        var page = Show<Machines>("/machines");
        await page.Find("tbody input").ChangeAsync(new ChangeEventArgs { Value = true });

        await page.FindAll(".selbar .btn")[1].ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("one: It is being restarted.", page.Find(".errblock").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("Wait for the restart.", page.Find(".errblock .errfix").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_page_listens_no_more()
    {
        Vms.Put(Some.Vm("one"));
        Show<Machines>("/machines");
        Assert.True(Vms.Feed.SubscriberCount > 0);

        await Context.DisposeComponentsAsync();

        Assert.Equal(0, Vms.Feed.SubscriberCount);
    }

    private static string[] Names(IRenderedComponent<WithProviders> page) => [.. page.FindAll("tbody .n .name").Select(name => name.TextContent)];
}
