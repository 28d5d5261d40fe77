using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Stories;

/// <summary>Dialogs that no other story opens: a picture to look at, and what <see cref="Session.HoldsAsync"/> asks. None is answered.</summary>
public sealed class DialogLookTests(Installation installation)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dialogs_of_hosts_and_images_hold()
    {
        await installation.MachineAsync(Token);
        using var api = installation.Api();
        var host = "/hosts/" + (await api.GetAsync("/v1/hosts", Token)).Items().First().Id();
        foreach (var look in Look.Each)
        {
            await using var window = await installation.Chrome.OpenAsync(look);
            await HoldsAsync(window, host, "Edit", "host-edit");
            await HoldsAsync(window, host, "Rotate certificate", "host-rotate");
            await HoldsAsync(window, "/images", "Upload image", "image-upload");
            // No picture: it shows a token.
            await OpenAsync(window, host, "Re-join");
            await Assertions.Expect(window.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("nexus-agent enroll");
            await window.AssertNothingStandsOutAsync();
            await window.AssertAccessibleAsync();
            Assert.Empty(window.Complaints);
        }
    }

    private static async Task HoldsAsync(Session window, string path, string button, string name)
    {
        await OpenAsync(window, path, button);
        await window.HoldsAsync(name);
    }

    private static async Task OpenAsync(Session window, string path, string button)
    {
        await window.OpenAsync(path);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
    }
}
