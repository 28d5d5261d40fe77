using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;

namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>Types payloads into the fields of a form and sends it, as often as it takes for each payload to have been typed somewhere.</summary>
internal sealed class Typist
{
    // A terminal's keys go to the guest: it is tried, and counts for nothing.
    private readonly HashSet<Payload> _typed = [];
    private int _next;

    /// <summary>Payloads that were in no field yet.</summary>
    public IEnumerable<Payload> Left => Scripts.All.Except(_typed);

    /// <summary>Fields that were on the pages.</summary>
    public HashSet<string> Found { get; } = new(StringComparer.Ordinal);

    /// <summary>Fields that were typed into.</summary>
    public HashSet<string> Tried { get; } = new(StringComparer.Ordinal);

    public async Task TypeAsync(Session window, Eye eye, PageForm form, string path)
    {
        for (var round = 0; round < form.Times; round++)
        {
            // Sent well, a form that was opened is gone, and its dialog closed.
            if (round == 0 || form.Open is not null)
            {
                await OpenAsync(window, eye, form, path);
            }

            foreach (var field in form.Fields)
            {
                await FillAsync(window.Page, field);
            }

            if (form.Send is { } send)
            {
                var scope = await window.Page.GetByRole(AriaRole.Dialog).CountAsync() > 0 ? window.Page.GetByRole(AriaRole.Dialog).Last : window.Page.Locator("body");
                await scope.GetByRole(AriaRole.Button, new() { NameRegex = Called(send) }).Last.ClickAsync(new() { Force = true });
            }

            await eye.QuietAsync();
            await eye.AssertNothingAsync(window.Page, $"{form.Path} {string.Join(' ', form.Fields)}");
        }
    }

    private async Task OpenAsync(Session window, Eye eye, PageForm form, string path)
    {
        if (path.Length > 0)
        {
            await Walk.OpenAsync(window, path);
        }

        Found.UnionWith(await Walk.FieldsAsync(window.Page));
        foreach (var step in form.Open ?? [])
        {
            var page = window.Page;
            if (step.StartsWith('@'))
            {
                await page.Locator(step[1..]).SetInputFilesAsync(new FilePayload { Name = "<img src=x onerror=nexusRan(0)>.img", MimeType = "text/html", Buffer = "<script>nexusRan(0)</script>"u8.ToArray() });
            }
            else if (step.StartsWith('#'))
            {
                await page.Locator(step.Split('=')[0]).FillAsync(step.Split('=')[1]);
            }
            else
            {
                // An open menu lies over the page, whose buttons may be called the same.
                var scope = await page.Locator(".nq-veil").CountAsync() > 0 ? page.Locator(".nq-menu .float") : page.Locator("body");
                await scope.GetByRole(AriaRole.Button, new() { NameRegex = Called(step) }).First.ClickAsync();
                await eye.QuietAsync();
            }
        }

        await Field(window.Page, form.Fields[0]).WaitForAsync();
        Found.UnionWith(await Walk.FieldsAsync(window.Page));
    }

    private async Task FillAsync(IPage page, string field)
    {
        var payload = Scripts.All[_next % Scripts.All.Length];
        if (field == "terminal")
        {
            await page.Locator(".xterm-helper-textarea").PressSequentiallyAsync(payload.Text[..Math.Min(payload.Text.Length, 30)]);
        }
        else
        {
            await Field(page, field).FillAsync(payload.Text);
            await Field(page, field).DispatchEventAsync("change");
            _typed.Add(payload);
            _next++;
        }

        Tried.Add(field);
    }

    private static ILocator Field(IPage page, string name)
        => name == "terminal" ? page.Locator(".xterm-helper-textarea") : name.StartsWith('#') ? page.Locator(name) : page.GetByLabel(name, new() { Exact = true });

    private static Regex Called(string begins) => new(@"^\s*" + Regex.Escape(begins) + @"\b", RegexOptions.None, TimeSpan.FromSeconds(1));
}
