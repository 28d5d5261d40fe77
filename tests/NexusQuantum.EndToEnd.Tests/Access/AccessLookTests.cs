using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Access;

/// <summary>The pages about people, projects, roles and providers when there are some, in a portal of their own: a second project changes pages of machines too.</summary>
public sealed class AccessLookTests(SignInHouse house) : IClassFixture<SignInHouse>
{
    private static readonly string[] Pages = ["/access", "/access/people", "/access/projects", "/access/roles", "/access/services", "/access/providers"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_about_access_holds_with_much_in_it()
    {
        await (await house.OpenAsync(Look.Desk, Token)).DisposeAsync();
        using var api = house.Api();
        var roles = (await api.GetAsync("/v1/roles", Token)).Items().ToDictionary(role => role.Text("name"), role => role.Id());
        var project = (await api.PostAsync("/v1/projects", new { name = "storefront", description = "What customers see.", quotas = new { maxVms = 4, maxVcpus = 8, maxMemoryMiB = 4096 } }, Token)).Id();
        await api.PostAsync("/v1/roles", new { name = "night-watch", text = "Restarts what hangs.", permissions = new[] { "vm.read", "vm.power", "vm.console" } }, Token);
        var person = (await api.PostAsync("/v1/users", new { userName = "bruno.with-a-rather-long-name", displayName = "Bruno Baumgartner", roleId = roles["operator"], projectId = project }, Token)).Id();
        await api.PostAsync("/v1/service-accounts", new { name = "deploy-bot", roles = new[] { new { roleId = roles["operator"], projectId = project } } }, Token);
        await api.PostAsync("/v1/sign-in-providers", new { slug = "office", name = "Office", authority = "https://login.example.org", clientId = "nexus", clientSecret = Installation.Password, mappings = new[] { new { claim = "groups", value = "ops", roleId = roles["operator"] } } }, Token);
        foreach (var look in Look.Each)
        {
            await using var window = await house.OpenAsync(look, Token);
            await window.SignInAsync();
            foreach (var (path, name) in ((string, string)[])[.. Pages.Select(path => (path, path[1..].Replace('/', '-') + "-full")), ($"/access/people/{person}", "access-person"), ($"/access/projects/{project}", "access-project"), ("/account", "account-full"), ("/machines", "machines-projects"), ("/images", "images-projects")])
            {
                await window.OpenAsync(path);
                await window.HoldsAsync(name);
            }

            await window.OpenAsync("/access/roles");
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "New role" }).ClickAsync();
            await Assertions.Expect(window.Page.GetByLabel("In one sentence")).ToBeVisibleAsync();
            await window.HoldsAsync("access-roles-edit");
            await window.OpenAsync("/access/providers");
            await window.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Change") }).First.ClickAsync();
            await Assertions.Expect(window.Page.GetByLabel("Client id")).ToBeVisibleAsync();
            await window.HoldsAsync("access-providers-edit");
            Assert.Empty(window.Complaints);
            await using var stranger = await house.OpenAsync(look, Token);
            await stranger.Page.GoAsync("/join");
            await Assertions.Expect(stranger.Page.Locator("[data-join-none]")).ToBeVisibleAsync();
            await stranger.HoldsAsync("join");
        }
    }
}
