using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Stories;

/// <summary>
/// Three machines handled as one from the list: started, stopped and deleted by the bar under it. While they run, one floods its
/// console and another's guest agent stands still; neither is the third one's business.
/// </summary>
[TestMethodOrderer(typeof(StoryOrder))]
public sealed class SeveralMachinesTests(Installation installation, SeveralMachines story) : IClassFixture<SeveralMachines>
{
    private const string List = "/machines?q=tag%3Amany";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_are_started_at_once()
    {
        await story.CreateAsync(installation, Token);
        var window = await story.WindowAsync(installation);
        await window.OpenAsync(List);
        await SelectAllAsync(window);
        await window.ShotAsync("machines-selected");
        await window.AssertAccessibleAsync();
        await BarAsync(window, "Start");
        await StatesAsync(window, "Running");
        using var api = installation.Api();
        foreach (var id in story.Ids)
        {
            await api.WhenVmAsync(id, "answering", Api.BootTime, vm => vm.Has("guest"), Token);
        }
    }

    [Fact]
    public async Task A_console_that_floods_neither_slows_another_nor_fills_the_portal()
    {
        var window = await story.WindowAsync(installation);
        using var api = installation.Api();
        await using var drowned = await installation.Chrome.OpenAsync(Look.DeskLight);
        await drowned.OpenAsync($"/machines/{story.Ids[0]}/console");
        await new Screen(drowned.Page).ReadyAsync();
        await window.OpenAsync($"/machines/{story.Ids[1]}/console");
        var quiet = new Screen(window.Page);
        await quiet.ReadyAsync();
        await quiet.SeesAsync("the prompt", line => line.Contains('#', StringComparison.Ordinal), Token, 60);

        var before = Memory.ResidentMiB(installation.Stack.Portal!.Pid); // the installation is ready, so it runs
        await api.ExecAsync(story.Ids[0], "yes 'a flood of words from a guest that will not stop' >/dev/ttyS0 2>/dev/null </dev/null &", Token);
        await new Screen(drowned.Page).SeesAsync("the flood", line => line.StartsWith("a flood of words", StringComparison.Ordinal), Token);
        for (var i = 1; i <= 5; i++)
        {
            await quiet.EnterAsync($"echo dry-$(({i}*11))");
            await quiet.SeesAsync($"answer {i} beside the flood", line => line == $"dry-{i * 11}", Token, 5);
        }

        await api.ExecAsync(story.Ids[0], "killall yes", Token);
        var grown = Memory.ResidentMiB(installation.Stack.Portal.Pid) - before;
        Assert.True(grown <= 32, $"The portal grew by {grown:0.0} MiB under a flooding console.");
        TestContext.Current.TestOutputHelper?.WriteLine($"The portal grew by {grown:0.0} MiB under a flooding console.");
    }

    [Fact]
    public async Task A_guest_agent_that_stands_still_is_told_everywhere_and_the_console_works_on()
    {
        var window = await story.WindowAsync(installation);
        using var api = installation.Api();
        var id = story.Ids[2];
        await window.OpenAsync($"/machines/{id}/console");
        var console = new Screen(window.Page);
        await console.ReadyAsync();
        await console.SeesAsync("the prompt", line => line.Contains('#', StringComparison.Ordinal), Token, 60);
        await console.EnterAsync("killall -STOP nexus-guest; echo stopped-$((6*7))");
        await console.SeesAsync("a console without its agent", line => line == "stopped-42", Token);

        // A command takes its own while to be given up; the page is looked at meanwhile.
        var command = api.PostAsync($"/v1/vms/{id}/exec", new { command = new[] { "true" }, timeoutSeconds = 300 }, Token);
        await window.OpenAsync($"/machines/{id}/console?line=shell");
        await Assertions.Expect(window.Page.Locator(".con-note[role=alert], .con-off")).ToContainTextAsync(new Regex("(?i)console"), new() { Timeout = 30_000 });
        await window.ShotAsync("shell-silent-agent");
        await window.OpenAsync($"/machines/{id}/metrics");
        await Assertions.Expect(window.Page.GetByText(new Regex("guest agent has been silent"))).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await window.ShotAsync("metrics-silent-agent");
        var refused = await Assert.ThrowsAsync<ApiRefusedException>(() => command);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains("guest agent does not answer", refused.Message, StringComparison.Ordinal);

        await window.OpenAsync($"/machines/{id}/console");
        await console.ReadyAsync();
        await console.EnterAsync("killall -CONT nexus-guest; echo again-$((7*7))");
        await console.SeesAsync("the console all the while", line => line == "again-49", Token);
        Assert.Equal("7\n", (await api.ExecAsync(id, "echo 7", Token)).Text("stdout"));
    }

    [Fact]
    public async Task Three_are_stopped_at_once()
    {
        var window = await story.WindowAsync(installation);
        await window.OpenAsync(List);
        await SelectAllAsync(window);
        await BarAsync(window, "Stop");
        await window.Page.Locator(".dialog").GetByRole(AriaRole.Button, new() { Name = "Stop 3 machines" }).ClickAsync();
        await StatesAsync(window, "Stopped");
    }

    [Fact]
    public async Task Three_are_deleted_at_once_and_leave_nothing()
    {
        var window = await story.WindowAsync(installation);
        await window.OpenAsync(List);
        await SelectAllAsync(window);
        await BarAsync(window, "Delete");
        await window.ShotAsync("machines-delete");
        await window.Page.Locator(".dialog").GetByRole(AriaRole.Button, new() { Name = "Delete 3 machines" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator(".empty")).ToContainTextAsync("No machine", new() { Timeout = 30_000 });
        await Until.TrueAsync("their directories being gone", TimeSpan.FromSeconds(10), async ()
            => !(await StrayCount.TakeAsync(installation.Stack, Token)).Machines.Intersect(story.Ids).Any(), Token);
        Assert.Empty((await StrayCount.TakeAsync(installation.Stack, Token)).Engines.Intersect(story.Ids));
        Assert.Empty(window.Complaints);
    }

    private static async Task SelectAllAsync(Session window)
    {
        await window.Page.GetByLabel("Select all shown").CheckAsync();
        await Assertions.Expect(window.Page.Locator(".selbar")).ToContainTextAsync("3 selected");
    }

    private static Task BarAsync(Session window, string verb)
        => window.Page.Locator(".selbar").GetByRole(AriaRole.Button, new() { Name = verb, Exact = true }).ClickAsync();

    private static async Task StatesAsync(Session window, string word)
        => await Assertions.Expect(window.Page.Locator("tbody td.s .st", new() { HasText = word })).ToHaveCountAsync(3, new() { Timeout = 90_000 });
}
