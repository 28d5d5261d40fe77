using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.EndToEnd.Tests.Stories;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Access;

/// <summary>Who may do what, as people meet it: an invitation, a viewer's day, a token, a session ended from elsewhere.</summary>
[TestMethodOrderer(typeof(StoryOrder))]
public sealed class AccessStoryTests(Installation installation)
{
    private const string Viewer = "vera";
    private const string ViewersPassword = Installation.Password + " and a kettle";
    private static readonly string[] Pages = ["/access", "/access/people", "/access/projects", "/access/roles", "/access/services", "/access/providers"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_viewer_joins_by_a_link_sees_everything_and_changes_nothing()
    {
        var machine = await installation.MachineAsync(Token);
        await using (var desk = await installation.Chrome.OpenAsync(Look.Desk))
        {
            await desk.OpenAsync("/access/people");
            await desk.Page.GetByLabel("User name").FillAsync(Viewer);
            await desk.Page.GetByLabel("Role").SelectOptionAsync("viewer");
            await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = false }).ClickAsync();
            var link = desk.Page.GetByText("/join#");
            await Assertions.Expect(link).ToBeVisibleAsync();
            await using var window = await installation.Chrome.OpenAsync(Look.Desk, signedIn: false);
            await window.Page.GoAsync(new Uri((await link.InnerTextAsync()).Trim()).PathAndQuery + new Uri((await link.InnerTextAsync()).Trim()).Fragment);
            await Assertions.Expect(window.Page.Locator("[data-join-none]")).ToBeHiddenAsync();
            Assert.DoesNotContain("#", window.Page.Url, StringComparison.Ordinal);
            await window.Page.GetByLabel("New password").FillAsync(ViewersPassword);
            await window.Page.GetByLabel("The same again").FillAsync(ViewersPassword);
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Set password and sign in" }).ClickAsync();
            await window.LiveAsync();

            foreach (var path in (string[])["/", "/machines", $"/machines/{machine}", $"/machines/{machine}/metrics", $"/machines/{machine}/activity", "/images", "/hosts", "/activity", "/access", "/access/projects", "/account"])
            {
                await window.OpenAsync(path);
                await Assertions.Expect(window.Page.Locator("h1").First).ToBeVisibleAsync();
            }

            await window.OpenAsync($"/machines/{machine}");
            await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(Stop|Shut down)") }).First).ToHaveAttributeAsync("aria-disabled", "true");
            await window.ShotAsync("viewer-machine");
            await window.AssertAccessibleAsync();
            Assert.Empty(window.Complaints);
        }

        using var script = new Api(installation.Stack.Http());
        script.UseToken((await script.PostAsync("/v1/login", new { userName = Viewer, password = ViewersPassword }, Token)).Text("token"));
        _ = await script.GetAsync("/v1/vms/" + machine, Token);
        foreach (var path in (string[])[$"/v1/vms/{machine}/stop", $"/v1/vms/{machine}/exec", "/v1/vms", "/v1/users", "/v1/projects", "/v1/roles", "/v1/sign-in-providers"])
        {
            using var refused = await script.Http.PostAsJsonAsync(path, new { }, Token);
            Assert.True(refused.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity, $"{path} {refused.StatusCode}");
        }

        using var deleted = await script.Http.DeleteAsync("/v1/vms/" + machine, Token);
        Assert.Equal(HttpStatusCode.Forbidden, deleted.StatusCode);
    }

    [Fact]
    public async Task A_token_made_in_the_page_does_what_its_scope_says()
    {
        await installation.ReadyAsync(Token);
        await using var window = await installation.Chrome.OpenAsync(Look.Desk);
        await window.OpenAsync("/access");
        await window.Page.GetByLabel("What it is for").FillAsync("nightly report");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        var secret = window.Page.GetByText("nqt_");
        await Assertions.Expect(secret).ToBeVisibleAsync();
        using var script = new Api(installation.Stack.Http());
        script.UseToken(Marks.Keep((await secret.InnerTextAsync()).Trim()));
        _ = await script.GetAsync("/v1/vms", Token);
        using var refused = await script.Http.PostAsJsonAsync("/v1/users", new { userName = "nobody" }, Token);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await window.Page.GetByTitle("Revoke nightly report").ClickAsync();
        await window.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke token" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByTitle("Revoke nightly report")).ToHaveCountAsync(0);
        using var gone = await script.Http.GetAsync("/v1/vms", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, gone.StatusCode);
    }

    [Fact]
    public async Task Ending_the_other_session_closes_its_console()
    {
        var machine = await installation.MachineAsync(Token);
        await using var there = await installation.Chrome.OpenAsync(Look.DeskLight, signedIn: false);
        await there.SignInAsync();
        await there.OpenAsync($"/machines/{machine}/console");
        await new Screen(there.Page).ReadyAsync();
        using var api = installation.Api();
        var session = (await api.GetAsync("/v1/account/sessions", Token)).Items().MaxBy(row => row.GetProperty("createdAt").GetDateTimeOffset()).Id();
        await api.DeleteAsync("/v1/account/sessions/" + session, Token);
        var begun = TimeProvider.System.GetTimestamp();
        await Assertions.Expect(there.Page.Locator(".con-screen[data-phase=connected]")).ToHaveCountAsync(0, new() { Timeout = 15_000 });
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun).TotalSeconds, 0, 15);
        await there.Page.GoAsync("/machines");
        await Assertions.Expect(there.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in"), new() { Timeout = 15_000 });
    }

    [Fact]
    public async Task Every_page_about_access_holds_in_every_look()
    {
        await installation.ReadyAsync(Token);
        foreach (var look in Look.Each)
        {
            await using var window = await installation.Chrome.OpenAsync(look);
            foreach (var path in Pages)
            {
                await window.OpenAsync(path);
                await window.HoldsAsync(path[1..].Replace('/', '-'));
            }

            Assert.Empty(window.Complaints);
        }
    }
}
