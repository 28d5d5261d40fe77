using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

public sealed class ServiceAccountTests
{
    private const string Path = "/v1/service-accounts";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Name(string what) => $"{what}-{Guid.NewGuid().ToString("N")[..8]}";

    [Fact]
    public async Task It_is_made_has_tokens_rests_and_goes()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = await portal.SignedInAsync(Token);
        var name = Name("bot");
        var id = await MadeAsync(client, new { name, roles = new[] { new { roleId = Role.Viewer.Id.Value } } });
        using var twice = await client.PostAsJsonAsync(Path, new { name }, Token);
        Assert.Equal(HttpStatusCode.BadRequest, twice.StatusCode);

        var secret = await TokenAsync(client, id);
        using var bot = Bearer(portal, secret);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(bot, "/v1/vms"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(bot, "/v1/users"));

        using (await client.PatchAsJsonAsync($"{Path}/{id}", new { disabled = true }, Token))
        {
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(bot, "/v1/me"));
        using (await client.PatchAsJsonAsync($"{Path}/{id}", new { disabled = false }, Token))
        {
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(bot, "/v1/me"));
        using var gone = await client.DeleteAsync($"{Path}/{id}", Token);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(bot, "/v1/me"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, $"{Path}/{id}/tokens"));
    }

    [Fact]
    public async Task Who_administers_a_project_has_those_of_that_project_and_no_others_exist()
    {
        var portal = await PortalFixture.GetAsync(Token);
        var people = new TestPeople(portal);
        var mine = await people.ProjectAsync(Name("mine"));
        var other = await people.ProjectAsync(Name("other"));
        using var administrator = await portal.SignedInAsync(Token);
        using var lead = await people.ClientAsync(Name("lead"), Role.Administrator, mine);
        var own = await MadeAsync(lead, Wish(mine));
        var foreign = await MadeAsync(administrator, Wish(other));
        var everywhere = await MadeAsync(administrator, Wish(null));
        foreach (var wish in (object[])[Wish(null), new { name = Name("bot") }])
        {
            using var refused = await lead.PostAsJsonAsync(Path, wish, Token);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        var seen = await lead.GetStringAsync(Path, Token);
        Assert.Contains(own.ToString(), seen, StringComparison.Ordinal);
        foreach (var hidden in (Guid[])[foreign, everywhere])
        {
            Assert.DoesNotContain(hidden.ToString(), seen, StringComparison.Ordinal);
            using var token = await lead.PostAsJsonAsync($"{Path}/{hidden}/tokens", new { name = "x" }, Token);
            using var delete = await lead.DeleteAsync($"{Path}/{hidden}", Token);
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (token.StatusCode, delete.StatusCode));
        }

        Assert.StartsWith("nqt_", await TokenAsync(lead, own), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_who_administers_nothing_comes_near_them()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = await new TestPeople(portal).ClientAsync(Name("operator"), Role.Operator);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, Path));
        using var refused = await client.PostAsJsonAsync(Path, Wish(null), Token);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Nobody_gets_a_token_that_does_more_than_they_may()
    {
        var portal = await PortalFixture.GetAsync(Token);
        var people = new TestPeople(portal);
        var role = new Web.Features.Access.Roles.RoleRow { Id = RoleId.New(), Name = Name("door"), Text = "Test.", Allows = ["access.administer"], BuiltIn = false };
        await people.SaveAsync(role);
        using var keeper = await people.ClientAsync(Name("keeper"), new Role(role.Id, role.Name, role.Text, role.Permissions));
        using var administrator = await portal.SignedInAsync(Token);
        var strong = await MadeAsync(administrator, new { name = Name("strong"), roles = new[] { new { roleId = Role.Administrator.Id.Value } } });
        using var refused = await keeper.PostAsJsonAsync($"{Path}/{strong}/tokens", new { name = "x" }, Token);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("grant-beyond-own", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static object Wish(ProjectId? project) => new { name = Name("bot"), roles = new[] { new { roleId = Role.Operator.Id.Value, projectId = project?.Value } } };

    private static async Task<Guid> MadeAsync(HttpClient client, object wish)
    {
        using var made = await client.PostAsJsonAsync(Path, wish, Token);
        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync(Token));
        return (await made.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetGuid();
    }

    private static async Task<string> TokenAsync(HttpClient client, Guid id)
    {
        using var made = await client.PostAsJsonAsync($"{Path}/{id}/tokens", new { name = "ci", expiresInDays = 1 }, Token);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return (await made.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("token").GetString()!; // made, so it is there
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Token);
        return answer.StatusCode;
    }

    private static HttpClient Bearer(TestPortal portal, string secret)
    {
        var client = portal.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }
}
