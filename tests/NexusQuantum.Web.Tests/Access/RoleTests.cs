using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>Roles made of single permissions.</summary>
public sealed class RoleTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private TestFleet Fleet => fixture.Fleet;

    private TestPeople People => new(Fleet.Portal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_custom_role_allows_what_it_says_and_a_change_of_it_counts_at_once()
    {
        var name = Name();
        var (made, role) = await Fleet.PostAsync("/v1/roles", new { name, text = "Reads the audit.", permissions = new[] { "audit.read", "vm.read" } });
        Assert.True(made == HttpStatusCode.Created, role.ToString());
        var id = RoleId.Parse(role.GetProperty("id").GetString()!, null); // just made
        var account = await People.AccountAsync(Name());
        await People.SaveAsync(TestPeople.Grant(account.Id, id, null));
        using var client = await People.ClientAsync(account);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/v1/audit"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/v1/vms"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, "/v1/images"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, "/v1/users"));

        var (changed, _) = await Fleet.SendAsync(HttpMethod.Put, $"/v1/roles/{id}", new { name, text = "Sees images.", permissions = new[] { "image.read" } });
        Assert.Equal(HttpStatusCode.OK, changed);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, "/v1/audit"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/v1/images"));

        await RefusedAsync(HttpMethod.Delete, $"/v1/roles/{id}", null, HttpStatusCode.Conflict, "role-in-use");
        var listed = (await Fleet.GetAsync("/v1/roles")).GetProperty("items").EnumerateArray().Single(item => item.GetProperty("name").GetString() == name);
        Assert.Equal(1, listed.GetProperty("grants").GetInt32());
    }

    [Fact]
    public async Task What_cannot_be_a_role_is_refused()
    {
        await RefusedAsync(HttpMethod.Post, "/v1/roles", new { name = Name(), permissions = new[] { "vm.fly" } }, HttpStatusCode.BadRequest, "role-invalid");
        await RefusedAsync(HttpMethod.Post, "/v1/roles", new { name = Name(), permissions = Array.Empty<string>() }, HttpStatusCode.BadRequest, "role-invalid");
        await RefusedAsync(HttpMethod.Post, "/v1/roles", new { name = "administrator", permissions = new[] { "vm.read" } }, HttpStatusCode.Conflict, "role-name-taken");
        await RefusedAsync(HttpMethod.Put, $"/v1/roles/{Role.Viewer.Id}", new { name = "viewer", permissions = new[] { "vm.delete" } }, HttpStatusCode.Conflict, "role-built-in");
        await RefusedAsync(HttpMethod.Delete, $"/v1/roles/{Role.Administrator.Id}", null, HttpStatusCode.Conflict, "role-built-in");
        await RefusedAsync(HttpMethod.Delete, $"/v1/roles/{RoleId.New()}", null, HttpStatusCode.NotFound, "role-not-found");
    }

    [Fact]
    public async Task Nobody_makes_a_role_that_allows_more_than_they_may()
    {
        var custom = new RoleRow { Id = RoleId.New(), Name = Name(), Text = "Test.", Allows = ["access.administer", "vm.read"], BuiltIn = false };
        await People.SaveAsync(custom);
        var account = await People.AccountAsync(Name());
        await People.SaveAsync(TestPeople.Grant(account.Id, custom.Id, null));
        using var client = await People.ClientAsync(account);
        using var beyond = await client.PostAsJsonAsync("/v1/roles", new { name = Name(), permissions = new[] { "vm.read", "vm.delete" } }, Token);
        Assert.Equal(HttpStatusCode.Forbidden, beyond.StatusCode);
        Assert.Equal("grant-beyond-own", (await beyond.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("type").GetString());
        using var within = await client.PostAsJsonAsync("/v1/roles", new { name = Name(), permissions = new[] { "vm.read" } }, Token);
        Assert.Equal(HttpStatusCode.Created, within.StatusCode);
    }

    [Fact]
    public async Task Only_those_who_give_roles_see_the_custom_ones()
    {
        var name = Name();
        await People.SaveAsync(new RoleRow { Id = RoleId.New(), Name = name, Text = "Test.", Allows = ["vm.read"], BuiltIn = false });
        using var viewer = await People.ClientAsync(Name(), Role.Viewer);
        using var lead = await People.ClientAsync(Name(), Role.Administrator, await People.ProjectAsync(Name()));
        Assert.Equal(3, (await NamesAsync(viewer)).Count);
        Assert.Contains(name, await NamesAsync(lead));
        var permissions = await viewer.GetFromJsonAsync<JsonElement>("/v1/permissions", Token);
        Assert.Equal(Permissions.All.Select(facts => facts.Name), permissions.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
    }

    private static string Name() => "r-" + Guid.NewGuid().ToString("N")[..10];

    private static async Task<List<string?>> NamesAsync(HttpClient client)
        => [.. (await client.GetFromJsonAsync<JsonElement>("/v1/roles", Token)).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString())];

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Token);
        return answer.StatusCode;
    }

    private async Task RefusedAsync(HttpMethod method, string path, object? body, HttpStatusCode status, string type)
    {
        var (answered, problem) = await Fleet.SendAsync(method, path, body);
        Assert.Equal((status, type), (answered, problem.GetProperty("type").GetString()));
    }
}
