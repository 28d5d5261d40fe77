using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;

namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>What a guest writes cannot type for the operator, read or set the clipboard, name the window, open another, or stop the page.</summary>
[Collection(typeof(PayloadCollection))]
[TestMethodOrderer(typeof(StoryOrder))]
public sealed partial class EscapeTests(PayloadHouse house)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_answered_while_nobody_types()
    {
        var (window, eye, shell) = await OpenShellAsync();
        await using var closing = window;
        var title = await window.Page.TitleAsync();
        foreach (var payload in Escapes.All)
        {
            await WriteAsync(window, shell, payload);
            Assert.True(shell.Heard.Length == 0, $"{payload} made the terminal say {JsonSerializer.Serialize(shell.Heard)}");
        }

        await PressAsync(window, shell);
        Assert.Equal("z", shell.Heard);
        Assert.Equal(title, await window.Page.TitleAsync());
        await eye.AssertNothingAsync(window.Page, "the terminal");
    }

    [Fact]
    public async Task An_answer_has_a_fixed_form_even_while_the_operator_types()
    {
        var (window, eye, shell) = await OpenShellAsync();
        await using var closing = window;
        foreach (var payload in Escapes.All)
        {
            var before = shell.Heard.Length;
            await PressAsync(window, shell);
            await WriteAsync(window, shell, payload);
            await PressAsync(window, shell);
            var said = shell.Heard[before..];
            Assert.True(Fixed().IsMatch(said), $"{payload} made the terminal say {JsonSerializer.Serialize(said)}");
        }

        // The questions that programs really ask were answered: otherwise this would have shown nothing.
        foreach (var answer in new[] { "\u001b[?1;2c", "\u001b[0n", "R", "\u001b]11;rgb:", "\u001b[?25;1$y" })
        {
            Assert.Contains(answer, shell.Heard, StringComparison.Ordinal);
        }

        await eye.AssertNothingAsync(window.Page, "the terminal");
    }

    [Fact]
    public async Task An_answer_does_not_earn_the_next_and_the_operator_s_time_runs_out()
    {
        await house.ReadyAsync(Token);
        var (window, _) = await house.OpenAsync(signedIn: false);
        await using var closing = window;
        await window.Page.GoAsync("/sign-in");
        var said = await window.Page.EvaluateAsync<string[]>("""
            async () => {
              const { Terminal } = await import('/lib/xterm/xterm.mjs');
              const { guard } = await import('/js/terminal/guard.js');
              const term = new Terminal({ allowProposedApi: true });
              let clock = 0;
              const may = guard(term, () => clock);
              const said = [];
              term.onData(text => said.push(may.passes(text) ? 'told' : 'kept'));
              term.open(document.body.appendChild(document.createElement('div')));
              const ask = (at, question) => { clock = at; return new Promise(done => term.write(question, done)); };
              await ask(0, '\x1b[5n');
              may.typed();
              for (let at = 10_000; at <= 60_000; at += 10_000) await ask(at, '\x1b[5n');
              await ask(60_000, '\x1b[?1004h');
              await new Promise(done => setTimeout(done));
              term.focus();
              await ask(60_000, '\x1b[5n');
              return said;
            }
            """);
        Assert.Equal(["kept", "told", "kept", "kept", "kept", "kept", "kept", "kept", "told", "kept"], said);
    }

    [Fact]
    public async Task A_saved_scrollback_is_a_page_that_runs_nothing()
    {
        var (window, eye, shell) = await OpenShellAsync();
        await using var closing = window;
        await shell.WriteAsync(string.Join("\r\n", Scripts.All.Select(payload => payload.Text)) + Escapes.Calm + "\r\nall-written.\r\n", Token);
        await SeesAsync(window, "all-written.");
        var saving = window.Page.WaitForDownloadAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var file = Path.Combine(house.Stack.DirectoryPath, "scrollback.html");
        await (await saving).SaveAsAsync(file);
        var saved = await File.ReadAllTextAsync(file, Token);
        Assert.Contains("&lt;script", saved, StringComparison.Ordinal);
        await eye.AssertNothingAsync(window.Page, "the terminal");
        // Without our policy, as from a disk.
        await window.Page.GoAsync("about:blank");
        await window.Page.SetContentAsync(saved);
        await eye.AssertNothingAsync(window.Page, "the saved page");
    }

    private async Task<(Session Window, Eye Eye, HostileShell Shell)> OpenShellAsync()
    {
        var machine = await house.MachineAsync(Token);
        var (window, eye) = await house.OpenAsync();
        await window.OpenAsync($"/machines/{machine}/console?line=shell");
        await new Screen(window.Page).ReadyAsync();
        return (window, eye, HostileShell.Latest ?? throw new InvalidOperationException("No shell was opened."));
    }

    private static async Task WriteAsync(Session window, HostileShell shell, Payload payload)
    {
        var mark = $"after-{payload.Name}.";
        await shell.WriteAsync(payload.Text + Escapes.Calm + "\r\n" + mark + "\r\n", Token);
        await SeesAsync(window, mark);
    }

    private static Task SeesAsync(Session window, string text)
        => window.Page.Locator(".con-screen .xterm-rows").Filter(new() { HasText = text }).WaitForAsync(new() { Timeout = 10_000 });

    private static async Task PressAsync(Session window, HostileShell shell)
    {
        var before = shell.Heard.Count(letter => letter == 'z');
        await window.Page.Locator(".con-screen .xterm-helper-textarea").PressAsync("z");
        await shell.HearsAsync("z", before + 1, Token);
    }

    // Written from the standards and not from the guard: device attributes, status, cursor, modes, the theme's colours, focus.
    [GeneratedRegex(@"\Az(?:\x1b\[(?:\?1;2c|>0;276;0c|0n|\??\d{1,3};\d{1,3}R|\??\d{1,4};[0-4]\$y|[IO])|\x1b\](?:4;\d{1,3}|1[0-2]);rgb:(?!1d1d|adad|fefe)[0-9a-f]{4}/[0-9a-f]{4}/[0-9a-f]{4}\x1b\\)*z\z")]
    private static partial Regex Fixed();
}
