using System.Text.Json;
using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Browsing;

/// <summary>One person at one window.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Look _look;
    private readonly List<string> _complaints = [];

    public Session(IBrowserContext context, IPage page, Look look)
    {
        (_context, Page, _look) = (context, page, look);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _complaints.Add($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Add($"{page.Url}: {error}");
    }

    public IPage Page { get; }

    /// <summary>What the browser's console called an error.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Opens a page and waits until its circuit is live: before that, clicks on the prerendered page are lost.</summary>
    public async Task OpenAsync(string path)
    {
        await Page.GoAsync(path);
        await LiveAsync();
    }

    public async Task LiveAsync()
        => await Page.Locator("html[data-live='1']").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 30_000 });

    public async Task SignInAsync()
    {
        await Page.GoAsync("/sign-in");
        await Page.GetByLabel("Name").FillAsync(Installation.UserName);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Installation.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await LiveAsync();
    }

    /// <summary>A picture of the window under artifacts/screens.</summary>
    public async Task ShotAsync(string name)
        => await Page.ScreenshotAsync(new() { Path = Path.Combine(StackPrograms.Artifacts, "screens", $"{name}-{_look.Name}.png"), Animations = ScreenshotAnimations.Disabled });

    /// <summary>axe-core finds nothing serious on the page as it is now.</summary>
    public async Task AssertAccessibleAsync()
    {
        if (!await Page.EvaluateAsync<bool>("typeof axe !== 'undefined'"))
        {
            // Evaluated by the debugger, so the page's content security policy stays as it is.
            await Page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "axe.min.js")));
        }

        var found = await Page.EvaluateAsync<JsonElement>("""
            async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => v.id + ' (' + v.impact + '): ' + v.help + '\n    ' + v.nodes.slice(0, 4).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? n.all[0]?.message ?? '')).join('\n    '))
            """);
        var violations = found.EnumerateArray().Select(violation => violation.ToString()).ToArray();
        Assert.True(violations.Length == 0, $"{Page.Url} {_look.Name}\n" + string.Join('\n', violations));
    }

    /// <summary>The window scrolls up and down only.</summary>
    public async Task AssertNothingStandsOutAsync()
    {
        var wide = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(wide <= 0, $"{Page.Url} {_look.Name} is {wide} px wider than the window.");
    }

    /// <summary>Takes a picture of the page as it is now; nothing stands out of the window, and axe-core finds nothing serious.</summary>
    public async Task HoldsAsync(string name)
    {
        await ShotAsync(name);
        await AssertNothingStandsOutAsync();
        await AssertAccessibleAsync();
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
