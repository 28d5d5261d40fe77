using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Stories;

/// <summary>The first minute: a portal that nobody has used yet.</summary>
public sealed class SetUpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_visitor_sets_up_with_the_code_and_lands_on_the_dashboard()
    {
        Assert.SkipWhen(StackPrograms.Missing is not null, StackPrograms.Missing ?? "");
        await using var stack = await Stack.StartAsync(new StackSettings { Name = "setup", WithAgent = false }, Token);
        await using var chrome = await Chrome.StartAsync(stack, Token);
        await using (var phone = await chrome.OpenAsync(Look.PhoneLight, signedIn: false))
        {
            await phone.Page.GoAsync("/");
            await phone.ShotAsync("setup");
            await phone.AssertAccessibleAsync();
            await phone.AssertNothingStandsOutAsync();
        }

        await using var window = await chrome.OpenAsync(Look.Desk, signedIn: false);
        var page = window.Page;
        await page.GoAsync("/");
        await window.AssertAccessibleAsync();
        await window.ShotAsync("setup");

        await FillAsync(page, "WRONG-CODE");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync();

        await FillAsync(page, stack.SetUpCode());
        await window.LiveAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await window.ShotAsync("first-dashboard");
        await window.AssertAccessibleAsync();
        Assert.False(File.Exists(Path.Combine(stack.DataDirectory, "setup-code")), "The code is spent and its file must be gone.");
    }

    private static async Task FillAsync(IPage page, string code)
    {
        await page.GetByLabel("code").FillAsync(code);
        await page.GetByLabel("Name").FillAsync(Installation.UserName);
        foreach (var box in await page.Locator("input[type=password]").AllAsync())
        {
            await box.FillAsync(Installation.Password);
        }

        await page.Locator("main button[type=submit], main form button").First.ClickAsync();
    }
}
