using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Access;

/// <summary>A provider as an administrator and a newcomer meet it: added, tested, switched on, come in by, switched off.</summary>
public sealed class SingleSignOnStoryTests(SignInHouse house) : IClassFixture<SignInHouse>
{
    private const string Client = "honest";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_provider_is_added_tested_switched_on_and_come_in_by()
    {
        Assert.SkipWhen(TestProvider.Missing is not null, TestProvider.Missing ?? "");
        await using var desk = await house.OpenAsync(Look.Desk, Token);
        await using var provider = await TestProvider.StartAsync(house.Stack.BaseAddress, house.Stack.Network, Token);
        await desk.SignInAsync();
        await AddAsync(desk, provider);

        var page = desk.Page;
        await Assertions.Expect(Button(page, "Switch on")).ToHaveAttributeAsync("aria-disabled", "true");
        await Button(page, "Check").ClickAsync();
        await Assertions.Expect(page.GetByText("It answers as " + provider.Authority)).ToBeVisibleAsync();
        await Button(page, "Test").ClickAsync();
        await LogInThereAsync(page, "the-admin", """{"preferred_username":"the.admin","groups":["staff","admins"]}""");
        await desk.LiveAsync();
        await Assertions.Expect(page.GetByText("The last test went well")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("These claims would give viewer")).ToBeVisibleAsync();
        await desk.ShotAsync("provider-tested");
        await desk.AssertAccessibleAsync();
        await Button(page, "Switch on").ClickAsync();
        await Assertions.Expect(Button(page, "Switch off")).ToBeVisibleAsync();

        await using var window = await house.OpenAsync(Look.PhoneLight, Token);
        await window.Page.GoAsync("/machines");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Office" })).ToBeVisibleAsync();
        await window.ShotAsync("sign-in-provider");
        await window.AssertNothingStandsOutAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Office" }).ClickAsync();
        await LogInThereAsync(window.Page, "grace-1", """{"preferred_username":"grace.hopper","name":"Grace H.","groups":["staff"]}""");
        await window.LiveAsync();
        Assert.Equal("/machines", new Uri(window.Page.Url).AbsolutePath);
        await window.OpenAsync("/account");
        await Assertions.Expect(window.Page.GetByLabel("Display name")).ToHaveValueAsync("Grace H.");
        await window.ShotAsync("account-by-provider");

        Assert.Empty(desk.Complaints);
        Assert.Empty(window.Complaints);
    }

    private static async Task AddAsync(Session desk, TestProvider provider)
    {
        await desk.OpenAsync("/access/providers");
        var page = desk.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a provider" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Office");
        await page.GetByLabel("Short name").FillAsync(Client);
        await page.GetByLabel("Authority (issuer)").FillAsync(provider.Authority);
        await page.GetByLabel("Client id").FillAsync(Client);
        await page.GetByLabel("Client secret").FillAsync(TestProvider.Secret);
        await page.GetByLabel("Scopes").FillAsync("profile email groups");
        await Button(page, "Map a claim to a role").ClickAsync();
        await page.GetByLabel("Claim").FillAsync("groups");
        await page.GetByLabel("Value").FillAsync("staff");
        await page.GetByLabel("Role").SelectOptionAsync("viewer");
        await desk.ShotAsync("provider-new");
        await Button(page, "Save").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Office", Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>Fills the provider's own form.</summary>
    private static async Task LogInThereAsync(IPage page, string login, string claims)
    {
        await page.GetByLabel("Login").FillAsync(login);
        await page.GetByLabel("Claims").FillAsync(claims);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { NameRegex = new("^" + name) });
}
