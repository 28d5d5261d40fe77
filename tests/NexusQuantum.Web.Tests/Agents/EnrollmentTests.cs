using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Tests.Shared.Agents;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Tests.Running;
using Npgsql;

namespace NexusQuantum.Web.Tests.Agents;

public sealed class EnrollmentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_joins_one_host_and_no_second()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = await portal.SignedInAsync(Token);
        var token = await TokenAsync(client);
        Assert.Equal(HttpStatusCode.OK, (await EnrollAsync(portal, FakeAgent.MakeRequest(token, "twice", "127.0.0.1:1").Request)).Status);
        var (status, problem) = await EnrollAsync(portal, FakeAgent.MakeRequest(token, "twice", "127.0.0.1:1").Request);
        Assert.Equal((HttpStatusCode.Conflict, "join-token-used"), (status, problem.GetProperty("type").GetString()));
        Assert.True(problem.GetProperty("fix").GetString()?.Length > 0);
    }

    [Fact]
    public async Task A_token_nobody_made_and_a_request_without_the_secret_are_refused_alike()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = await portal.SignedInAsync(Token);
        var unknown = await EnrollAsync(portal, FakeAgent.MakeRequest(JoinToken.Create([1, 2, 3]), "x", "127.0.0.1:1").Request);
        var token = await TokenAsync(client);
        var forged = await EnrollAsync(portal, FakeAgent.MakeRequest(token, "x", "127.0.0.1:1", request => request with { Mac = Convert.ToBase64String(new byte[32]) }).Request);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (unknown.Status, forged.Status));
        Assert.Equal("join-token-unknown", unknown.Body.GetProperty("type").GetString());

        // A failed try does not use the token up.
        Assert.Equal(HttpStatusCode.OK, (await EnrollAsync(portal, FakeAgent.MakeRequest(token, "x", "127.0.0.1:1").Request)).Status);
    }

    [Fact]
    public async Task An_expired_token_is_told_as_such()
    {
        var url = await TestDatabases.CreateAsync(Token);
        await using var portal = await TestPortal.StartAsync(url, Token);
        using var client = await portal.SignedInAsync(Token);
        var token = await TokenAsync(client);
        await using (var data = NpgsqlDataSource.Create(NexusQuantum.Web.Data.DatabaseUrl.Parse(url).Value!.ConnectionString))
        await using (var command = data.CreateCommand("UPDATE join_tokens SET expires_at = now() - interval '1 second'"))
        {
            await command.ExecuteNonQueryAsync(Token);
        }

        var (status, problem) = await EnrollAsync(portal, FakeAgent.MakeRequest(token, "late", "127.0.0.1:1").Request);
        Assert.Equal((HttpStatusCode.Conflict, "join-token-expired"), (status, problem.GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("name with spaces", "127.0.0.1:1", "host-name-bad")]
    [InlineData("", "127.0.0.1:1", "host-name-bad")]
    [InlineData("ok", "127.0.0.1", "host-address-bad")]
    [InlineData("ok", "127.0.0.1:0", "host-address-bad")]
    [InlineData("ok", "user@evil/path:80", "host-address-bad")]
    public async Task Names_and_addresses_are_parsed(string name, string address, string type)
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = await portal.SignedInAsync(Token);
        var (status, problem) = await EnrollAsync(portal, FakeAgent.MakeRequest(await TokenAsync(client), name, address).Request);
        Assert.Equal((HttpStatusCode.BadRequest, type), (status, problem.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_certificate_of_a_foreign_authority_is_not_the_host()
    {
        await using var fleet = await TestFleet.StartAsync();
        await fleet.Agent.GoAwayAsync();
        fleet.Agent.Impersonate(CertificateNames.Host(fleet.Agent.Id));
        await fleet.Agent.ComeBackAsync(Token);
        await fleet.ReachableAsync(false);
        await Until.TrueAsync("the reason names the authority", TimeSpan.FromSeconds(20), async () =>
            (await fleet.GetAsync($"/v1/hosts/{fleet.Agent.Id}")).GetProperty("unreachableReason").GetString()!.Contains("authority", StringComparison.Ordinal), Token);
    }

    private static async Task<JoinToken> TokenAsync(HttpClient client)
    {
        Assert.True(JoinToken.TryParse(await TestFleet.JoinTokenAsync(client), out var token));
        return token;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> EnrollAsync(TestPortal portal, EnrollRequest request)
    {
        using var http = portal.Anonymous();
        using var answer = await http.PostAsJsonAsync("/v1/enroll", request, AgentJson.Default.EnrollRequest, Token);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Token));
    }
}
