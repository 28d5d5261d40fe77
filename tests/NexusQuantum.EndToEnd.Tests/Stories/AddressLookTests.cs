using Microsoft.Playwright;
using NexusQuantum.Domain.Networks;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Agents;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Stories;

/// <summary>What people see of networks and addresses, on hosts of ours that have a network of each sort; in a portal of their own.</summary>
public sealed class AddressLookTests
{
    private static readonly NetworkFacts Office = new() { Id = NetworkId.New(), Name = "office", Mode = NetworkMode.Bridged, Bridge = "fcbr0", Uplink = "eno1", Range = Cidr.Parse("192.168.1.0/24", null), Gateway = Ipv4Address.Parse("192.168.1.1", null), AddressesUsed = 2, Outbound = true };

    private static readonly NetworkFacts Yard = Office with { Id = NetworkId.New(), Name = "yard", Bridge = "fcbr1", Uplink = "enp3s0f1", Range = null, Gateway = null };

    private static readonly NetworkFacts Alone = new() { Id = NetworkId.New(), Name = "alone", Mode = NetworkMode.User, Range = Cidr.Parse("10.0.2.0/24", null), AddressesUsed = 0, Outbound = false, Note = "User mode: bridges need root." };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_machine_is_given_a_fixed_address_by_hand()
    {
        Assert.SkipWhen(StackPrograms.Missing is not null, StackPrograms.Missing ?? "");
        await using var stack = await Stack.StartAsync(new StackSettings { Name = "addresses", WithAgent = false, OwnNetwork = false }, Token);
        using var api = new Api(stack.Http());
        await api.PostAsync("/v1/setup", new { code = stack.SetUpCode(), userName = Installation.UserName, password = Installation.Password }, Token);
        api.UseToken(Marks.Keep((await api.PostAsync("/v1/login", new { userName = Installation.UserName, password = Installation.Password }, Token)).Text("token")));
        await using var chrome = await Chrome.StartAsync(stack, Token);
        var host = new FakeHost { Networks = [Office, new FakeHost().Facts.Networks[0], Yard, Alone] };
        await using var agent = await FakeAgent.JoinAsync(stack.BaseAddress, Marks.Keep((await api.PostAsync("/v1/hosts/join-tokens", new { }, Token)).Text("token")), "fra-a1", Token, host);
        await Until.TrueAsync("the host streaming", TimeSpan.FromSeconds(30), async () => (await api.GetAsync("/v1/hosts", Token)).Items().Any(row => row.Text("reachable") == "True"), Token);
        var image = await api.RootImageAsync(Token);
        var waiting = (await api.CreateRunningAsync("waiting", image, Token)).Id();
        var number = 20;
        foreach (var look in Look.Each)
        {
            await using var window = await chrome.OpenAsync(look);
            var page = window.Page;
            await window.OpenAsync("/machines/create");
            await page.Locator("#name").FillAsync($"web-{number}");
            await NextAsync(page, "size");
            await NextAsync(page, "disk");
            await page.GetByRole(AriaRole.Button, new() { Name = "Fixed address" }).ClickAsync();
            await page.Locator("#ip").FillAsync("192.168.1.1");
            await page.Locator("#dns").FillAsync("9.9.9.9");
            await NextAsync(page, "access");
            await Assertions.Expect(page.Locator(".field.is-bad")).ToContainTextAsync("the network's router");
            await page.Locator("#ip").ScrollIntoViewIfNeededAsync();
            await window.HoldsAsync("create-address-mistake");
            await page.Locator("#ip").FillAsync($"192.168.1.{number}");
            await NextAsync(page, "access");
            await NextAsync(page, "review");
            await Assertions.Expect(page.Locator("dl.facts")).ToContainTextAsync($"192.168.1.{number}/24, fixed");
            await page.Locator("dl.facts").ScrollIntoViewIfNeededAsync();
            await window.HoldsAsync("create-address-review");
            await page.GetByRole(AriaRole.Button, new() { Name = "Create and start" }).ClickAsync();
            await Assertions.Expect(page.Locator("dl.facts")).ToContainTextAsync($"192.168.1.{number} fixed");
            await page.Locator("dt", new() { HasTextString = "Address" }).ScrollIntoViewIfNeededAsync();
            await window.HoldsAsync("machine-address-fixed");
            await window.OpenAsync($"/machines/{waiting}");
            await Assertions.Expect(page.Locator("dl.facts")).ToContainTextAsync("asked its network, no answer yet");
            await page.Locator("dt", new() { HasTextString = "Address" }).ScrollIntoViewIfNeededAsync();
            await window.HoldsAsync("machine-address-waiting");
            await window.OpenAsync($"/hosts/{agent.Id}");
            await page.GetByRole(AriaRole.Heading, new() { Name = "Networks" }).ScrollIntoViewIfNeededAsync();
            await window.HoldsAsync("host-networks");
            Assert.Empty(window.Complaints);
            number++;
        }
    }

    private static Task NextAsync(IPage page, string step) => page.GetByRole(AriaRole.Button, new() { NameRegex = new($"^\\s*Next: {step}") }).ClickAsync();
}
