using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NexusQuantum.Domain.Vms;
using NexusQuantum.EndToEnd.Tests.Access;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>Payloads typed into every text field of every page and sent: taken or refused, what the page then says is text.</summary>
[Collection(typeof(PayloadCollection))]
[TestMethodOrderer(typeof(StoryOrder))]
public sealed class TypedPayloadTests(PayloadHouse house)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The first two sign in well; after what the third types, this address has to wait.
    [Fact]
    public async Task The_steps_after_a_password_take_them_as_text()
    {
        await house.ReadyAsync(Token);
        using var api = house.Api();
        var role = (await api.GetAsync("/v1/roles", Token)).Items().First(one => one.Text("name") == "operator").Id();
        var (withApp, toEnrol) = (await InviteAsync(api, "with-app", null), await InviteAsync(api, "to-enrol", role));
        await JoinAsync(withApp);
        await JoinAsync(toEnrol);
        using var person = new Api(house.Stack.Http());
        person.UseToken((await person.PostAsync("/v1/login", new { userName = "with-app", password = Installation.Password }, Token)).Text("token"));
        person.Http.DefaultRequestHeaders.Add("Nexus-Proof", (await person.PostAsync("/v1/account/proof", new { password = Installation.Password }, Token)).Text("proof"));
        var offer = await person.PostAsync("/v1/account/authenticator", new { }, Token);
        await person.PostAsync("/v1/account/authenticator/confirm", new { ticket = offer.Text("ticket"), code = await new PhoneApp(Marks.Keep(offer.Text("secret"))).NextAsync(Token) }, Token);
        await StepAsync("with-app", PageForm.SecondStep);
        (await api.Http.PutAsJsonAsync("/v1/second-factor-rules/" + role, new { required = true }, Token)).EnsureSuccessStatusCode();
        await StepAsync("to-enrol", PageForm.Enrol);
    }

    [Fact]
    public async Task The_fields_of_somebody_who_proved_who_they_are_do_so_too()
    {
        await house.ReadyAsync(Token);
        using var api = house.Api();
        await JoinAsync(await InviteAsync(api, "prover", null));
        var (window, eye) = await house.OpenAsync(signedIn: false);
        await using var closing = window;
        var page = window.Page;
        await VirtualKey.PlugInAsync(page);
        await SignInAsync(page, "prover");
        await window.LiveAsync();
        await window.OpenAsync("/account");
        await page.Locator("#passkey-name").FillAsync(Scripts.All[0].Text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey", Exact = true }).ClickAsync();
        await page.Locator("#proof-password").FillAsync(Installation.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Rename") }).First).ToBeVisibleAsync();
        await house.Typist.TypeAsync(window, eye, PageForm.PasskeyName, PageForm.PasskeyName.Path);
        await house.Typist.TypeAsync(window, eye, PageForm.AppCode, PageForm.AppCode.Path);
    }

    [Fact]
    public async Task Every_field_of_every_page_does_so()
    {
        var machine = await house.MachineAsync(Token);
        using var api = house.Api();
        var host = house.Agent.Host;
        var wish = host.Wish(VmId.Parse(machine, null)) ?? throw new InvalidOperationException("The host has no machine.");
        host.Ensure(VmId.New(), wish with { Spec = wish.Spec with { Name = VmName.Parse("left-behind", null), Nics = [] } });
        var places = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["{vm}"] = machine,
            ["{host}"] = house.Agent.Id.ToString(),
            ["{project}"] = (await api.PostAsync("/v1/projects", new { name = "typed-into" }, Token)).Id(),
            ["{join}"] = await InviteAsync(api, "invited", null),
        };
        var typist = house.Typist;
        var (window, eye) = await house.OpenAsync();
        var (stranger, strangerEye) = await house.OpenAsync(signedIn: false);
        await using var closing = window;
        await using var closingStranger = stranger;
        foreach (var form in PageForm.OfPages)
        {
            var isStranger = form.Path is "/sign-in" or "{join}";
            await typist.TypeAsync(isStranger ? stranger : window, isStranger ? strangerEye : eye, form, places.Aggregate(form.Path, (path, place) => path.Replace(place.Key, place.Value, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Why_a_check_is_waived_is_text_too()
    {
        await house.ReadyAsync(Token);
        using var api = house.Api();
        var path = $"/v1/hosts/{house.Agent.Id}/preflight";
        var (window, eye) = await house.OpenAsync();
        await using var closing = window;
        house.Agent.Host.Preflight = HostileWords.Preflight(string.Join(' ', Scripts.All.Take(12).Select(payload => payload.Text)), failing: PageForm.Waiver.Times);
        try
        {
            await api.PostAsync(path, new { }, Token);
            await house.Typist.TypeAsync(window, eye, PageForm.Waiver, PageForm.Waiver.Path.Replace("{host}", house.Agent.Id.ToString(), StringComparison.Ordinal));
            var view = await api.GetAsync(path, Token);
            Assert.Equal(PageForm.Waiver.Times, view.GetProperty("waivers").GetArrayLength());
            using var export = await api.Http.GetAsync(path + "/export?format=html", Token);
            Assert.Equal("attachment", export.Content.Headers.ContentDisposition?.DispositionType);
        }
        finally
        {
            // The house's machine goes on.
            house.Agent.Host.Preflight = HostileWords.Preflight("well", failing: 0);
            await api.PostAsync(path, new { }, Token);
        }
    }

    [Fact]
    public async Task No_field_and_no_payload_was_left_out()
    {
        await house.ReadyAsync(Token);
        Assert.DoesNotContain(house.Typist.Found, field => !PageForm.Knows(field));
        Assert.Empty(PageForm.All.SelectMany(form => form.Fields).Except(house.Typist.Tried));
        Assert.Empty(house.Typist.Left);
    }

    private async Task StepAsync(string name, PageForm form)
    {
        var (window, eye) = await house.OpenAsync(signedIn: false);
        await using var closing = window;
        await SignInAsync(window.Page, name);
        await Assertions.Expect(window.Page).ToHaveURLAsync(new Regex("/sign-in/(second|enrol)"), new() { Timeout = 15_000 });
        await house.Typist.TypeAsync(window, eye, form, "");
    }

    private async Task JoinAsync(string link)
    {
        using var person = new Api(house.Stack.Http());
        await Until.TrueAsync("tries from here being taken again", TimeSpan.FromSeconds(70), async () => await TriedAsync(link[(link.IndexOf('#', StringComparison.Ordinal) + 1)..]), Token);

        async Task<bool> TriedAsync(string secret)
        {
            using var answer = await person.Http.PostAsJsonAsync("/v1/join", new { secret, password = Installation.Password }, Token);
            return answer.StatusCode != HttpStatusCode.TooManyRequests;
        }
    }

    private static async Task SignInAsync(IPage page, string name)
    {
        await page.GoAsync("/sign-in");
        await page.Locator("#u").FillAsync(name);
        await page.Locator("#p").FillAsync(Installation.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    private static async Task<string> InviteAsync(Api api, string name, string? role)
        => Marks.Keep((await api.PostAsync("/v1/users", new { userName = name, roleId = role }, Token)).Text("link"));
}
