using AngleSharp.Dom;
using Bunit;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Features.Vms.Pages;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>One machine's page: what it says and what its buttons do.</summary>
public sealed class MachinePageTests
{
    [Fact]
    public async Task A_running_machine_is_said_to_be_as_wished()
    {
        await using var stage = new Stage();
        var page = Open(stage, Some.Vm());
        Assert.Contains("Running", page.Find(".nq-head .st").TextContent, StringComparison.Ordinal);
        Assert.Contains("as wished", page.Find(".nq-head").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_is_asked_for_once()
    {
        await using var stage = new Stage();
        var vm = Some.Vm(state: VmState.Stopped, power: VmPower.Stopped);
        var page = Open(stage, vm);
        await Button(page, "Start").ClickAsync(new());
        Assert.Equal((vm.Id, VmVerb.Start), Assert.Single(stage.Vms.Asked));
    }

    [Fact]
    public async Task A_verb_that_makes_no_sense_says_why_and_does_nothing()
    {
        await using var stage = new Stage();
        var vm = Some.Vm(state: VmState.Unknown);
        var page = Open(stage, vm);
        var stop = Button(page, "Stop");
        Assert.Equal("true", stop.GetAttribute("aria-disabled"));
        Assert.Contains("host does not answer", stop.GetAttribute("title"), StringComparison.Ordinal);
        await stop.ClickAsync(new());
        Assert.Empty(stage.Vms.Asked);
    }

    [Fact]
    public async Task A_refused_verb_shows_its_problem_and_fix()
    {
        await using var stage = new Stage();
        var page = Open(stage, Some.Vm());
        stage.Vms.Refusal = new Error(ErrorKind.Conflict, "operation-live", "Restart machine runs on it.") { Fix = "Wait for it or cancel it." };
        await Button(page, "Stop").ClickAsync(new());
        var block = page.Find(".errblock");
        Assert.Contains("Restart machine runs on it.", block.TextContent, StringComparison.Ordinal);
        Assert.Contains("Wait for it or cancel it.", block.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_machine_shows_why_the_fix_and_the_way_on()
    {
        await using var stage = new Stage();
        var vm = Some.Vm(state: VmState.Failed) with { Problem = new Problem { Type = "tap-busy", Title = "Tap nqt-3f02 is held by dnsmasq.", Fix = "sudo ip link delete nqt-3f02" } };
        var page = Open(stage, vm);
        Assert.Contains("sudo ip link delete nqt-3f02", page.Find(".errblock code").TextContent, StringComparison.Ordinal);
        await page.Find(".errblock .nq-acts .btn").ClickAsync(new());
        Assert.Equal((vm.Id, VmVerb.Start), Assert.Single(stage.Vms.Asked));
    }

    [Fact]
    public async Task A_machine_out_of_reach_says_from_when_its_values_are()
    {
        await using var stage = new Stage();
        var page = Open(stage, Some.Vm(state: VmState.Unknown));
        Assert.Contains("fra-a1 does not answer. The machine was running then", page.Find(".stale").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_whose_samples_come_is_not_called_silent()
    {
        await using var stage = new Stage();
        var now = TimeProvider.System.GetUtcNow();
        var vm = Some.Vm() with { Guest = new GuestFacts { ConnectedAt = now.AddHours(-1), LastSeenAt = now.AddHours(-1), Version = "0.1.0", ShellReachable = true } };
        var silent = Open(stage, vm);
        Assert.Contains("guest agent silent", silent.Find(".nq-head").TextContent, StringComparison.Ordinal);
        stage.Metrics.Put(vm.Id, new Stamped<VmSample>(now, new VmSample { Vm = vm.Id, GuestMemoryTotalBytes = 1 }));
        var heard = Open(stage, vm);
        Assert.Contains("guest agent answers", heard.Find(".nq-head").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_diverged_machine_asks_which_wish_holds()
    {
        await using var stage = new Stage();
        var page = Open(stage, Some.Vm() with { Diverged = true });
        Assert.Contains("Keep the host's wish", page.Find(".errblock").TextContent, StringComparison.Ordinal);
        Assert.Contains("Send ours again", page.Find(".errblock").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_machine_leads_back_to_the_list()
    {
        await using var stage = new Stage();
        var vm = Some.Vm();
        Open(stage, vm);
        stage.Vms.Feed.Remove(vm.Id);
        await Eventually.TrueAsync(() => stage.Path == "/machines");
    }

    [Fact]
    public async Task Delete_waits_for_the_name()
    {
        await using var stage = new Stage();
        var vm = Some.Vm(state: VmState.Stopped, power: VmPower.Stopped);
        var page = Open(stage, vm);
        await MenuAsync(page, "More actions", "Delete");
        var dialog = stage.Dialogs;
        await dialog.Find(".btn-danger").ClickAsync(new());
        Assert.Empty(stage.Vms.Asked);
        await dialog.Find("#confirm-name").InputAsync(new() { Value = vm.Name });
        await dialog.Find(".btn-danger").ClickAsync(new());
        await Eventually.TrueAsync(() => stage.Vms.Asked.Contains((vm.Id, VmVerb.Delete)));
    }

    [Fact]
    public async Task A_delete_while_the_host_is_away_asks_whether_to_wait_or_to_forget()
    {
        await using var stage = new Stage();
        var vm = Some.Vm("edge-gw-02", VmState.Unknown, host: Some.Host("fra-c1", reachable: false));
        var page = Open(stage, vm);
        await MenuAsync(page, "More actions", "Delete");
        Assert.Contains("fra-c1 does not answer", stage.Dialogs.Find(".blast").TextContent, StringComparison.Ordinal);
        await stage.Dialogs.Find("#confirm-name").InputAsync(new() { Value = vm.Name });
        await stage.Dialogs.FindAll(".btn-danger").Single(button => button.TextContent.Contains("Forget now", StringComparison.Ordinal)).ClickAsync(new());
        await Eventually.TrueAsync(() => stage.Vms.Deleted.Contains((vm.Id, WhenAway.Forget)));

        await MenuAsync(page, "More actions", "Delete");
        await stage.Dialogs.Find("#confirm-name").InputAsync(new() { Value = vm.Name });
        await stage.Dialogs.FindAll(".btn-danger").Single(button => button.TextContent.Contains("Delete when it is back", StringComparison.Ordinal)).ClickAsync(new());
        await Eventually.TrueAsync(() => stage.Vms.Deleted.Contains((vm.Id, WhenAway.Wait)));
    }

    [Fact]
    public async Task A_size_edited_while_it_runs_is_said_to_wait()
    {
        await using var stage = new Stage();
        var page = Open(stage, Some.Vm());
        await MenuAsync(page, "More actions", "Edit");
        await stage.Dialogs.Find("#edit-memory").InputAsync(new() { Value = "2048" });
        Assert.Contains("Applied at the next start", stage.Dialogs.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shell_without_a_guest_agent_says_why_it_cannot_open()
    {
        await using var stage = new Stage();
        var vm = Some.Vm();
        stage.Vms.Put(vm);
        var page = stage.Open<MachinePage>($"{VmPaths.Tab(vm.Id, "console")}?line=shell", with => with.Add(p => p.Id, vm.Id.Value).Add(p => p.Tab, "console"));
        Assert.Contains("No guest agent has answered yet", page.Find(".con-off").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaving_the_page_ends_everything_it_followed()
    {
        await using var stage = new Stage();
        Open(stage, Some.Vm());
        Assert.Equal(1, stage.Vms.Feed.SubscriberCount);
        await stage.LeaveAsync();
        Assert.Equal(0, stage.Vms.Feed.SubscriberCount);
    }

    private static IRenderedComponent<MachinePage> Open(Stage stage, VmView vm)
    {
        stage.Vms.Put(vm);
        return stage.Open<MachinePage>(VmPaths.One(vm.Id), with => with.Add(page => page.Id, vm.Id.Value));
    }

    private static IElement Button(IRenderedComponent<MachinePage> page, string word)
        => page.FindAll(".nq-head button").First(button => button.TextContent.Trim().StartsWith(word, StringComparison.Ordinal));

    private static async Task MenuAsync(IRenderedComponent<MachinePage> page, string menu, string item)
    {
        await page.Find($"button[aria-label='{menu}']").ClickAsync(new());

        // Not awaited: the handler goes on when the dialog it opens is answered.
        page.FindAll(".nq-item").First(one => one.TextContent.Contains(item, StringComparison.Ordinal)).Click();
    }
}
