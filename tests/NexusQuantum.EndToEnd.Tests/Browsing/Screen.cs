using Microsoft.Playwright;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Browsing;

/// <summary>A terminal on a page: typed into by keys, read from the rows it painted.</summary>
internal sealed class Screen(IPage page)
{
    public async Task ReadyAsync()
        => await page.Locator(".con-screen[data-phase=connected] .xterm-rows").First.WaitForAsync(new() { Timeout = 30_000 });

    public async Task TypeAsync(string text)
    {
        await page.Locator(".con-screen .xterm-helper-textarea").FocusAsync();
        await page.Keyboard.TypeAsync(text, new() { Delay = 5 });
    }

    public async Task EnterAsync(string command)
    {
        await TypeAsync(command);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>
    /// Starts a command that would run long, and waits until it does: between a shell's fork and its child's exec the child still
    /// has the shell's handlers, which swallow a signal.
    /// </summary>
    public async Task BusyAsync(CancellationToken cancellationToken)
    {
        await EnterAsync("sh -c 'echo busy-$((1+1)); exec sleep 100'");
        await SeesAsync("a running command", line => line == "busy-2", cancellationToken);
    }

    /// <summary>The visible rows as lines.</summary>
    public async Task<string[]> LinesAsync()
        => await page.EvaluateAsync<string[]>("[...document.querySelectorAll('.con-screen .xterm-rows > div')].map(row => row.textContent.replace(/\\u00a0/g, ' ').trimEnd())");

    /// <summary>Waits until a visible line satisfies <paramref name="holds"/>.</summary>
    public async Task<string> SeesAsync(string what, Func<string, bool> holds, CancellationToken cancellationToken, int seconds = 20)
    {
        string[] last = [];
        return await Until.SomeAsync(what + " on the screen", TimeSpan.FromSeconds(seconds), async ()
            => (last = await LinesAsync()).FirstOrDefault(holds), cancellationToken, () => string.Join('\n', last));
    }
}
