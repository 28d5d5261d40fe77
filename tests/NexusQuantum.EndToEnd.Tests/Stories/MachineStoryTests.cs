using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Stories;

/// <summary>One machine's life in the browser, from the wizard to its end, on a real engine.</summary>
[TestMethodOrderer(typeof(StoryOrder))]
public sealed partial class MachineStoryTests(Installation installation, MachineStory story) : IClassFixture<MachineStory>
{
    private const string Name = "web-1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_machine_created_in_the_wizard_runs_and_shows_its_address()
    {
        var window = await story.WindowAsync(installation, Token);
        await Wizard.CreateAsync(window, Name);
        var page = window.Page;
        await Assertions.Expect(page.Locator(".nq-drawer")).ToContainTextAsync(Name);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/machines/[0-9a-f-]{36}"), new() { Timeout = 30_000 });
        story.VmId = MachineId().Match(page.Url).Value;
        await Assertions.Expect(page.Locator(".nq-head .st")).ToContainTextAsync("Running", new() { Timeout = 90_000 });
        await Assertions.Expect(page.Locator("dl.facts")).ToContainTextAsync(new Regex(@"\d+\.\d+\.\d+\.\d+"), new() { Timeout = 60_000 });
        await window.ShotAsync("machine-overview");
        await window.AssertAccessibleAsync();
    }

    [Fact]
    public async Task The_console_shows_what_came_before_and_answers()
    {
        var window = await story.WindowAsync(installation, Token);
        await window.OpenAsync(story.Path + "/console");
        var screen = new Screen(window.Page);
        await screen.ReadyAsync();
        await screen.SeesAsync("the prompt", line => line.Contains('#', StringComparison.Ordinal) || line.Contains("Linux", StringComparison.Ordinal), Token, 60);
        await screen.EnterAsync("echo $((6*7))");
        await screen.SeesAsync("42", line => line == "42", Token);
        await window.ShotAsync("machine-console");
        await window.AssertAccessibleAsync();
    }

    [Fact]
    public async Task A_second_viewer_sees_the_same_console()
    {
        var window = await story.WindowAsync(installation, Token);
        await using var other = await installation.Chrome.OpenAsync(Look.DeskLight);
        await other.OpenAsync(story.Path + "/console");
        var there = new Screen(other.Page);
        await there.ReadyAsync();
        await there.SeesAsync("the scrollback", line => line == "42", Token);
        await new Screen(window.Page).EnterAsync("echo seen by $((1+1))");
        await there.SeesAsync("what the other typed", line => line == "seen by 2", Token);
    }

    [Fact]
    public async Task A_shell_has_the_size_of_its_window_job_control_and_unicode()
    {
        var window = await story.WindowAsync(installation, Token);
        await window.OpenAsync(story.Path + "/console?line=shell");
        var screen = new Screen(window.Page);
        await screen.ReadyAsync();
        await screen.EnterAsync("echo $((6*7)) héllo");
        await screen.SeesAsync("42 and letters beyond ASCII", line => line == "42 héllo", Token, 30);
        await screen.EnterAsync("stty size");
        var size = (await screen.SeesAsync("a size", line => Size().IsMatch(line), Token)).Split(' ');
        Assert.InRange(int.Parse(size[0], CultureInfo.InvariantCulture), 10, 100);
        Assert.InRange(int.Parse(size[1], CultureInfo.InvariantCulture), 81, 300);
        // A key that comes while the shell still reads its own line is a letter to it, not an interrupt.
        await screen.BusyAsync(Token);
        await window.Page.Keyboard.PressAsync("Control+C");
        await screen.EnterAsync("echo rc $?");
        await screen.SeesAsync("the exit code of an interrupted command", line => line == "rc 130", Token);
        await window.ShotAsync("machine-shell");
    }

    [Fact]
    public async Task The_processor_chart_rises_while_the_guest_is_busy()
    {
        var window = await story.WindowAsync(installation, Token);
        using var api = installation.Api();
        await window.OpenAsync(story.Path + "/metrics");
        var value = window.Page.Locator("[data-chart] [data-value]").First;
        await Assertions.Expect(value).ToContainTextAsync(new Regex(@"\d"), new() { Timeout = 20_000 });
        await api.ExecAsync(story.Machine(), "timeout 25 sh -c 'while :; do :; done' >/dev/null 2>&1 &", Token);
        await Until.TrueAsync("the chart showing a busy processor", TimeSpan.FromSeconds(25), async () => Figure(await value.InnerTextAsync()) > 50, Token);
        await window.ShotAsync("machine-metrics");
        await window.AssertAccessibleAsync();
    }

    [Fact]
    public async Task The_last_minutes_are_there_after_the_page_was_closed()
    {
        await story.WindowAsync(installation, Token);
        using var api = installation.Api();
        var history = await api.GetAsync($"/v1/vms/{story.Machine()}/metrics?from={Uri.EscapeDataString(DateTimeOffset.UtcNow.AddHours(-1).ToString("O", CultureInfo.InvariantCulture))}", Token);
        Assert.Contains("cpu", history.ToString(), StringComparison.OrdinalIgnoreCase);
        await using var again = await installation.Chrome.OpenAsync(Look.DeskLight);
        var opened = DateTimeOffset.UtcNow;
        await again.OpenAsync(story.Path + "/metrics?range=1h");
        var plot = again.Page.Locator("[data-chart] .u-over").First;
        await Assertions.Expect(plot).ToBeVisibleAsync();
        await again.ShotAsync("machine-metrics-hour");

        // The pointer on the past: so far left of now, in a chart of five minutes, that the page was not open yet.
        await again.OpenAsync(story.Path + "/metrics?range=live");
        var box = (await plot.BoundingBoxAsync())!; // it is visible
        var at = await Until.SomeAsync("a time under the pointer", TimeSpan.FromSeconds(10), async () =>
        {
            var ago = (float)(DateTimeOffset.UtcNow - opened).TotalSeconds + 4;
            await again.Page.Mouse.MoveAsync(box.X + (box.Width * (1 - (ago / 300))), box.Y + (box.Height / 2));
            return await again.Page.Locator("[data-cursor]").InnerTextAsync() is { Length: 8 } text ? text : null;
        }, Token);
        Assert.True(TimeOnly.Parse(at, CultureInfo.InvariantCulture) < TimeOnly.FromDateTime(opened.UtcDateTime), $"{at} is not before {opened:HH:mm:ss}: nothing older than the page is drawn.");
        // A guest kept busy by the story before may owe a sample of its own; its host measured all the same.
        Assert.Matches(Number(), string.Join(' ', await again.Page.Locator("[data-chart]").First.Locator("[data-value]").AllInnerTextsAsync()));
    }

    [Fact]
    public async Task An_edit_of_the_size_waits_for_the_next_start_and_says_so()
    {
        var window = await story.WindowAsync(installation, Token);
        await window.OpenAsync(story.Path);
        await MenuAsync(window, "More actions", "Edit");
        await window.Page.GetByLabel("Memory, MiB").FillAsync("192");
        await window.Page.GetByLabel("Tags").FillAsync("ci web");
        await window.Page.GetByLabel("Note", new() { Exact = true }).FillAsync("serves the story");
        await window.ShotAsync("machine-edit");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("dl.facts")).ToContainTextAsync("at the next start");
        await Assertions.Expect(window.Page.Locator("dl.facts")).ToContainTextAsync("ci");
    }

    [Fact]
    public async Task Pausing_and_resuming_is_seen()
    {
        var window = await story.WindowAsync(installation, Token);
        await window.OpenAsync(story.Path);
        await MenuAsync(window, "More actions", "Pause");
        await StateAsync(window, "Paused");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await StateAsync(window, "Running");
    }

    [Fact]
    public async Task A_restart_applies_the_new_size()
    {
        var window = await story.WindowAsync(installation, Token);
        using var api = installation.Api();
        await window.OpenAsync(story.Path);
        await MenuAsync(window, "More actions", "Restart");
        await api.WhenVmAsync(story.Machine(), "running with 192 MiB", Api.BootTime, vm => vm.Text("state") == "running" && vm.Has("runningMemoryMiB") && vm.Text("runningMemoryMiB") == "192", Token);
        await Assertions.Expect(window.Page.Locator("dl.facts")).Not.ToContainTextAsync("at the next start", new() { Timeout = 15_000 });
    }

    [Fact]
    public async Task A_graceful_stop_is_seen_to_its_end()
    {
        var window = await story.WindowAsync(installation, Token);
        using var api = installation.Api();
        await api.WhenVmAsync(story.Machine(), "answering", Api.BootTime, vm => vm.Has("guest"), Token);
        await window.OpenAsync(story.Path);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        await StateAsync(window, "Stopped", 90);
        await window.ShotAsync("machine-stopped");
    }

    [Fact]
    public async Task Deleting_asks_for_the_name_and_leaves_nothing()
    {
        var window = await story.WindowAsync(installation, Token);
        await window.OpenAsync(story.Path);
        await MenuAsync(window, "More actions", "Delete");
        await window.Page.Locator("#confirm-name").FillAsync(Name);
        await window.ShotAsync("machine-delete");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Delete machine" }).ClickAsync();
        await Until.TrueAsync("the machine's directory being gone", TimeSpan.FromSeconds(30), async ()
            => !(await StrayCount.TakeAsync(installation.Stack, Token)).Machines.Contains(story.Machine()), Token);
        var left = await StrayCount.TakeAsync(installation.Stack, Token);
        Assert.DoesNotContain(story.Machine(), left.Engines);
    }

    [Fact]
    public async Task The_browser_had_nothing_to_complain_about()
        => Assert.Empty((await story.WindowAsync(installation, Token)).Complaints);

    private static async Task MenuAsync(Session window, string menu, string item)
    {
        await window.Page.GetByRole(AriaRole.Button, new() { Name = menu }).ClickAsync();
        await window.Page.Locator(".nq-item", new() { HasText = item }).First.ClickAsync();
    }

    private static async Task StateAsync(Session window, string word, int seconds = 30)
        => await Assertions.Expect(window.Page.Locator(".nq-head .st")).ToContainTextAsync(word, new() { Timeout = seconds * 1000 });

    private static double Figure(string text)
        => double.TryParse(Number().Match(text).Value, CultureInfo.InvariantCulture, out var value) ? value : 0;

    [GeneratedRegex("(?<=/machines/)[0-9a-f-]{36}")]
    private static partial Regex MachineId();

    [GeneratedRegex(@"^\d+ \d+$")]
    private static partial Regex Size();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();
}
