using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Access;

/// <summary>One person's ways to sign in, in a real browser: passkey, app, recovery code, and what a role may demand.</summary>
[TestMethodOrderer(typeof(StoryOrder))]
public sealed partial class SignInStoryTests(SignInHouse house) : IClassFixture<SignInHouse>
{
    private static string[] _codes = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passkey_is_added_renamed_and_signs_in_alone()
    {
        await using var window = await house.OpenAsync(Look.Desk, Token);
        var page = window.Page;
        await window.SignInAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "your account" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Your account" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Your account" })).ToBeVisibleAsync();

        var key = await VirtualKey.PlugInAsync(page);
        await key.TouchesAsync(false);
        await window.OpenAsync("/account");
        await page.GetByLabel("Name of a new passkey").FillAsync("laptop");
        await key.TouchesAsync(true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey", Exact = true }).ClickAsync();
        await ProveAsync(page, "not the right one");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Alert)).ToHaveTextAsync("The password is wrong.");
        await window.AssertAccessibleAsync();
        await ProveAsync(page, Installation.Password);
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "laptop", Exact = true })).ToBeVisibleAsync();
        Assert.Single(await key.CredentialsAsync());

        await page.GetByTitle("Rename laptop").ClickAsync();
        await page.GetByLabel("New name of laptop").FillAsync("work laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "work laptop" })).ToContainTextAsync("never");

        // Hands off before signing out: the page that follows offers the passkey in a list at the field for the name, and who touches
        // the key there is signed in again at once. Nobody chooses in that list: the button works meanwhile.
        await key.TouchesAsync(false);
        await SignOutAsync(page);
        await page.GoAsync("/sign-in?returnUrl=%2Faccount");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey", Exact = true });
        await Assertions.Expect(button).ToBeEnabledAsync();
        await key.TouchesAsync(true);
        try
        {
            await button.ClickAsync(new() { Timeout = 5000 });
        }
        catch (TimeoutException)
        {
            // The list at the field took the touch first, and the page was gone from under the button: that signs in as well.
        }

        await window.LiveAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "work laptop" })).Not.ToContainTextAsync("never");
        Assert.Equal("/account", new Uri(page.Url).AbsolutePath);
        Assert.Empty(window.Complaints);

        await key.TouchesAsync(false);
        await SignOutAsync(page);
        await key.FitsAsync(false);
        await page.GoAsync("/sign-in");
        await Assertions.Expect(button).ToBeEnabledAsync();
        await key.TouchesAsync(true);
        await button.ClickAsync();
        await Assertions.Expect(page.Locator("[data-passkey-note]")).ToContainTextAsync("Nothing was chosen");
    }

    [Fact]
    public async Task An_app_is_set_up_and_its_code_asked_for_once_each()
    {
        await using var window = await house.OpenAsync(Look.Desk, Token);
        var page = window.Page;
        await window.SignInAsync();
        await window.OpenAsync("/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up an app", Exact = true }).ClickAsync();
        await ProveAsync(page, Installation.Password);
        var app = new PhoneApp(await page.Locator(".secret").InnerTextAsync());
        await window.ShotAsync("account-app");
        await window.AssertAccessibleAsync();
        await page.GetByLabel("Code that the app shows").FillAsync("000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not the code");
        await page.GetByLabel("Code that the app shows").FillAsync(await app.NextAsync(Token));
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".codes li")).ToHaveCountAsync(10);
        _codes = [.. await page.Locator(".codes li").AllInnerTextsAsync()];
        await window.ShotAsync("account-codes");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have kept them", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("10 left of 10")).ToBeVisibleAsync();
        await SignOutAsync(page);

        var spent = app.Last();
        await PasswordAsync(page);
        await EnterCodeAsync(page, spent);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("wrong or was used already");
        await EnterCodeAsync(page, await app.NextAsync(Token));
        await window.LiveAsync();
        Assert.Equal("/", new Uri(page.Url).AbsolutePath);
    }

    [Fact]
    public async Task A_recovery_code_stands_in_for_the_app_once()
    {
        await using var window = await house.OpenAsync(Look.Phone, Token);
        var page = window.Page;
        await PasswordAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code" }).ClickAsync();
        await EnterCodeAsync(page, _codes[0].ToLowerInvariant());
        await window.LiveAsync();
        await page.Context.ClearCookiesAsync();
        await PasswordAsync(page);
        await page.GoAsync("/sign-in/second?with=recovery");
        await EnterCodeAsync(page, _codes[0]);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("wrong or was used already");
    }

    [Fact]
    public async Task Every_page_about_signing_in_holds_in_every_look()
    {
        foreach (var look in Look.Each)
        {
            await using var window = await house.OpenAsync(look, Token);
            var page = window.Page;
            await page.GoAsync("/sign-in");
            await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey", Exact = true })).ToBeEnabledAsync();
            await HoldsAsync(window, "sign-in");
            await PasswordAsync(page);
            await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey", Exact = true })).ToBeEnabledAsync();
            await HoldsAsync(window, "sign-in-second");
            await page.GoAsync("/sign-in/second?with=recovery");
            await EnterCodeAsync(page, _codes[1 + Array.IndexOf(Look.Each, look)]);
            await window.LiveAsync();
            await window.OpenAsync("/account");
            await Assertions.Expect(page.GetByText("Asking the browser")).ToHaveCountAsync(0);
            await HoldsAsync(window, "account");
            await page.GetByRole(AriaRole.Button, new() { Name = "Make new ones", Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Make new codes" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Dialog).GetByText("Is it you?")).ToBeVisibleAsync();
            await HoldsAsync(window, "account-proof");
            await window.OpenAsync("/access/sign-in");
            await HoldsAsync(window, "sign-in-rules");
            Assert.Empty(window.Complaints);
        }
    }

    [Fact]
    public async Task What_a_role_demands_is_set_up_before_the_session_opens()
    {
        using var api = house.Api();
        await ForgetEverythingAsync(api);
        await using var window = await house.OpenAsync(Look.DeskLight, Token);
        var page = window.Page;
        await window.SignInAsync();
        await window.OpenAsync("/access/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Demand it of administrator" }).ClickAsync();
        await Assertions.Expect(page.GetByText("needs a second factor").First).ToBeVisibleAsync();
        await SignOutAsync(page);

        foreach (var look in Look.Each)
        {
            await using var other = await house.OpenAsync(look, Token);
            await PasswordAsync(other.Page);
            await Assertions.Expect(other.Page.GetByRole(AriaRole.Button, new() { Name = "Make a passkey", Exact = true })).ToBeEnabledAsync();
            await HoldsAsync(other, "sign-in-enrol");
        }

        var key = await VirtualKey.PlugInAsync(page);
        await PasswordAsync(page);
        // Nothing else is open meanwhile.
        Assert.Equal(401, await page.EvaluateAsync<int>("fetch('/v1/me').then(answer => answer.status)"));
        await page.GetByLabel("Name of the passkey").FillAsync("desk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a passkey", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".codes li")).ToHaveCountAsync(10);
        await window.ShotAsync("sign-in-enrolled");
        await window.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
        await window.LiveAsync();
        Assert.Single(await key.CredentialsAsync());
        await key.TouchesAsync(false);
        await SignOutAsync(page);

        // And as the second step from then on.
        await PasswordAsync(page);
        await key.TouchesAsync(true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey", Exact = true }).ClickAsync();
        await window.LiveAsync();
    }

    [Fact]
    public async Task On_an_ip_address_the_passkey_is_off_and_says_why()
    {
        await using var window = await house.OpenAsync(Look.Desk, Token);
        await window.Page.GoAsync($"http://127.0.0.1:{house.Stack.PortalPort}/sign-in");
        var button = window.Page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey", Exact = true });
        await Assertions.Expect(button).ToHaveAttributeAsync("aria-disabled", "true");
        await Assertions.Expect(window.Page.Locator("[data-passkey-note]")).ToHaveTextAsync("Browsers allow no passkeys on an IP address. Open the portal by its host name.");
        await window.ShotAsync("sign-in-ip");
        await window.AssertAccessibleAsync();
    }

    [Fact]
    public async Task Where_the_certificate_is_not_trusted_the_passkey_is_off_and_says_why()
    {
        await using var window = await house.OpenAsync(Look.Desk, Token);
        var wire = await window.Page.Context.NewCDPSessionAsync(window.Page);
        await wire.SendAsync("Security.setIgnoreCertificateErrors", new() { ["ignore"] = true });
        await window.Page.GoAsync($"https://portal.example:{house.Stack.PortalPort}/sign-in");
        await Assertions.Expect(window.Page.Locator("[data-passkey-note]")).ToContainTextAsync("does not trust this portal");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey", Exact = true })).ToHaveAttributeAsync("aria-disabled", "true");
    }

    private static async Task HoldsAsync(Session window, string name)
    {
        await window.ShotAsync(name);
        await window.AssertNothingStandsOutAsync();
        await window.AssertAccessibleAsync();
    }

    private static async Task PasswordAsync(IPage page)
    {
        await page.GoAsync("/sign-in");
        await page.GetByLabel("User name").FillAsync(Installation.UserName);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Installation.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(Step(), new() { Timeout = 15_000 });
    }

    private static async Task EnterCodeAsync(IPage page, string code)
    {
        await page.Locator("#c").FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on", Exact = true }).ClickAsync();
    }

    private static async Task ProveAsync(IPage page, string password)
    {
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Go on", Exact = true }).ClickAsync();
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "your account" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(SignIn(), new() { Timeout = 15_000 });

        // The address is there before the page is.
        await page.WaitForLoadStateAsync(LoadState.Load);
    }

    /// <summary>Passkeys and app go, each after a proof of its own: what weakens an account ends what was proven before.</summary>
    private static async Task ForgetEverythingAsync(Api api)
    {
        var passkeys = (await api.GetAsync("/v1/account/passkeys", Token)).Items().Select(passkey => "/v1/account/passkeys/" + passkey.Id());
        foreach (var path in passkeys.Append("/v1/account/authenticator"))
        {
            var proof = await api.PostAsync("/v1/account/proof", new { password = Installation.Password }, Token);
            api.Http.DefaultRequestHeaders.Remove("Nexus-Proof");
            api.Http.DefaultRequestHeaders.Add("Nexus-Proof", proof.Text("proof"));
            await api.DeleteAsync(path, Token);
        }
    }

    [GeneratedRegex("/sign-in(\\?|$)")]
    private static partial Regex SignIn();

    [GeneratedRegex("/sign-in/(second|enrol)")]
    private static partial Regex Step();
}
