using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;

namespace NexusQuantum.EndToEnd.Tests.Stories;

/// <summary>The way through the create wizard, as a person clicks it.</summary>
internal static class Wizard
{
    public static async Task CreateAsync(Session window, string name)
    {
        await window.OpenAsync("/machines/create");
        var page = window.Page;
        var next = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(Next|Continue)") });
        var create = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Create (machine|and start)") });
        for (var step = 1; step <= 5; step++)
        {
            await page.Locator($".wz li:nth-child({step})[aria-current=step]").WaitForAsync();
            if (await page.GetByLabel("Name", new() { Exact = true }).IsVisibleAsync())
            {
                await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
            }

            await window.ShotAsync($"create-{step}");
            await window.AssertAccessibleAsync();
            if (await create.IsVisibleAsync())
            {
                break;
            }

            await next.ClickAsync();
        }

        await create.ClickAsync();
    }
}
