using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Stories;

/// <summary>What a person does in a terminal beside typing.</summary>
public sealed partial class TerminalTests(Installation installation)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_guest_wrote_before_anyone_looked_is_there()
    {
        var id = await installation.MachineAsync(Token);
        using var api = installation.Api();
        await api.ExecAsync(id, "echo written-before-$((3*7)) >/dev/ttyS0", Token);
        await using var window = await installation.Chrome.OpenAsync(Look.Desk);
        await window.OpenAsync($"/machines/{id}/console");
        var screen = new Screen(window.Page);
        await screen.ReadyAsync();
        await screen.SeesAsync("what was written before", line => line.Contains("written-before-21", StringComparison.Ordinal), Token);
    }

    [Fact]
    public async Task A_shell_follows_its_window_s_size_and_controls_its_jobs()
    {
        await using var window = await OpenShellAsync();
        var screen = new Screen(window.Page);
        var wide = await SizeAsync(screen, "wide");
        await window.Page.SetViewportSizeAsync(1000, 700);
        await screen.EnterAsync("until [ \"$(stty size)\" != '" + wide + "' ]; do sleep 0.1; done");
        var narrow = await SizeAsync(screen, "narrow");
        Assert.True(Columns(narrow) < Columns(wide), $"{narrow} after {wide}");

        await screen.BusyAsync(Token);
        await window.Page.Keyboard.PressAsync("Control+Z");
        await screen.SeesAsync("the stopped job", line => line.Contains("Stopped", StringComparison.Ordinal), Token);
        await screen.EnterAsync("fg");
        await screen.SeesAsync("the job in front again", line => line.StartsWith("sh -c", StringComparison.Ordinal), Token);
        await window.Page.Keyboard.PressAsync("Control+C");
        await screen.EnterAsync("echo rc=$?; jobs; echo über-\u20ac-$((2*4))");
        await screen.SeesAsync("the job's end", line => line == "rc=130", Token);
        await screen.SeesAsync("letters beyond ASCII", line => line == "über-\u20ac-8", Token);
    }

    [Fact]
    public async Task Text_is_pasted_found_and_copied_and_the_screen_fills_the_display()
    {
        await using var window = await OpenShellAsync();
        var page = window.Page;
        var screen = new Screen(page);
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.EvaluateAsync("navigator.clipboard.writeText('echo pasted-$((40+2))')");
        await page.GetByRole(AriaRole.Button, new() { Name = "Paste" }).ClickAsync();
        await screen.SeesAsync("the pasted line", line => line.EndsWith("echo pasted-$((40+2))", StringComparison.Ordinal), Token);
        await page.Keyboard.PressAsync("Enter");
        await screen.SeesAsync("what it does", line => line == "pasted-42", Token);

        await page.GetByLabel("Find in the scrollback").FillAsync("pasted-");
        await Assertions.Expect(page.Locator(".con-find")).ToContainTextAsync(FoundOf());
        await page.GetByLabel("Find in the scrollback").FillAsync("nowhere-at-all");
        await Assertions.Expect(page.Locator(".con-find")).ToContainTextAsync("none");

        var answer = page.Locator(".con-screen .xterm-rows > div").Filter(new() { HasTextRegex = new("^pasted-42") }).First;
        var box = (await answer.BoundingBoxAsync())!; // it is on the screen
        await page.EvaluateAsync("navigator.clipboard.writeText('')");
        await page.Mouse.DblClickAsync(box.X + 12, box.Y + (box.Height / 2));
        await WhenAsync(page, "the selection in the clipboard", "navigator.clipboard.readText().then(text => text.includes('pasted'))");

        var full = page.GetByRole(AriaRole.Button, new() { Name = "Full screen" });
        await full.ClickAsync();
        await WhenAsync(page, "the terminal in full screen", "document.fullscreenElement?.classList.contains('con') === true");
        await window.ShotAsync("terminal-full-screen");
        await full.ClickAsync();
        await WhenAsync(page, "the page back", "document.fullscreenElement === null");
        Assert.Empty(window.Complaints);
    }

    private static Task WhenAsync(IPage page, string what, string holds)
        => Until.TrueAsync(what, TimeSpan.FromSeconds(10), () => page.EvaluateAsync<bool>(holds), Token);

    private async Task<Session> OpenShellAsync()
    {
        var id = await installation.MachineAsync(Token);
        using var api = installation.Api();
        await api.ExecAsync(id, "true", Token); // its agent answers over the network, so a shell can be opened
        var window = await installation.Chrome.OpenAsync(Look.Desk);
        await window.OpenAsync($"/machines/{id}/console?line=shell");
        await new Screen(window.Page).ReadyAsync();
        return window;
    }

    private static async Task<string> SizeAsync(Screen screen, string mark)
    {
        await screen.EnterAsync($"echo {mark}: $(stty size)");
        return (await screen.SeesAsync("a size", line => line.StartsWith(mark + ": ", StringComparison.Ordinal), Token))[(mark.Length + 2)..];
    }

    private static int Columns(string size) => int.Parse(size.Split(' ')[1], CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\d+ of \d+")]
    private static partial Regex FoundOf();
}
