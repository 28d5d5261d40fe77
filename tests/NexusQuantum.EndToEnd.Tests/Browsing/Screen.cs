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
