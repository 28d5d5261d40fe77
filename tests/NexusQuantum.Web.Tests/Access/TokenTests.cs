using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Tokens;
using NexusQuantum.Web.Tests.Running;
using Npgsql;

namespace NexusQuantum.Web.Tests.Access;

public sealed class TokenTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_token_is_told_from_a_look_alike_without_asking_anyone()
    {
        var text = TokenText.New();
        Assert.Matches("^nqt_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}$", text);
        Assert.True(TokenText.IsPlausible(text));
        for (var k = 4; k < text.Length; k++)
        {
            Assert.False(TokenText.IsPlausible(text[..k] + (text[k] == 'a' ? 'b' : 'a') + text[(k + 1)..]), $"changed at {k}");
        }

        Assert.True(TokenText.IsPlausible(text[..47]), "a token of an earlier release");
        Assert.All((string[])["", "nqt_", text[..46], text + "0", "nqx_" + text[4..]], other => Assert.False(TokenText.IsPlausible(other)));
    }

    [Fact]
    public async Task A_limited_token_makes_none_and_revokes_only_itself()
    {
        var portal = await PortalFixture.GetAsync(Token);
        var people = new TestPeople(portal);
        var account = await AccountAsync(people, (Role.Administrator, null));
        using var whole = await people.ClientAsync(account);
        foreach (var limited in (string[])[await people.TokenAsync(account, TokenScope.Read), await people.TokenAsync(account, TokenScope.Operate), await people.TokenAsync(account, projects: [ProjectId.Default])])
        {
            using var client = Bearer(portal, limited);
            using var refused = await client.PostAsJsonAsync("/v1/tokens", new { name = "more", scope = "read" }, Token);
            Assert.Equal((HttpStatusCode.Forbidden, "token-limited"), (refused.StatusCode, await TypeAsync(refused)));
            var own = await IdAsync(portal, limited);
            var other = (await whole.GetFromJsonAsync<JsonElement>("/v1/tokens", Token)).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()).First(id => id != own);
            using var kept = await client.DeleteAsync($"/v1/tokens/{other}", Token);
            Assert.Equal(HttpStatusCode.Forbidden, kept.StatusCode);
            using var ended = await client.DeleteAsync($"/v1/tokens/{own}", Token);
            Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
            using var after = await client.GetAsync("/v1/me", Token);
            Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        }
    }

    [Fact]
    public async Task Projects_that_one_may_not_see_do_not_exist()
    {
        var portal = await PortalFixture.GetAsync(Token);
        var people = new TestPeople(portal);
        var mine = await people.ProjectAsync("mine-" + Guid.NewGuid().ToString("N")[..6]);
        var theirs = await people.ProjectAsync("theirs-" + Guid.NewGuid().ToString("N")[..6]);
        using var client = await people.ClientAsync(await AccountAsync(people, (Role.Operator, mine)));
        foreach (var projects in (Guid[][])[[theirs.Value], [Guid.NewGuid()], []])
        {
            using var bad = await client.PostAsJsonAsync("/v1/tokens", new { name = "x", projects }, Token);
            Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
            Assert.True((await bad.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors").TryGetProperty("projects", out _));
        }

        using var made = await client.PostAsJsonAsync("/v1/tokens", new { name = "x", scope = "read", projects = new[] { mine.Value } }, Token);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    [Fact]
    public async Task A_token_carries_no_more_than_its_owner_holds_now()
    {
        var portal = await PortalFixture.GetAsync(Token);
        var people = new TestPeople(portal);
        var account = await AccountAsync(people, (Role.Viewer, null));
        using var client = await people.ClientAsync(account);
        using var me = await client.GetAsync("/v1/me", Token);
        Assert.DoesNotContain("access.administer", await me.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        using var refused = await client.GetAsync($"/v1/users/{account.Id}/tokens", Token);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task An_administrator_sees_and_revokes_the_tokens_of_others_and_the_audit_says_so()
    {
        var portal = await PortalFixture.GetAsync(Token);
        var people = new TestPeople(portal);
        using var administrator = await portal.SignedInAsync(Token);
        var account = await AccountAsync(people, (Role.Viewer, null));
        var secret = await people.TokenAsync(account, TokenScope.Read);
        using var client = Bearer(portal, secret);
        using var before = await client.GetAsync("/v1/me", Token);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        var list = await administrator.GetStringAsync($"/v1/users/{account.Id}/tokens", Token);
        Assert.DoesNotContain(secret, list, StringComparison.Ordinal);
        var id = await IdAsync(portal, secret);
        using var gone = await administrator.DeleteAsync($"/v1/users/{account.Id}/tokens/{id}", Token);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        using var after = await client.GetAsync("/v1/me", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        using var again = await administrator.DeleteAsync($"/v1/users/{account.Id}/tokens/{id}", Token);
        Assert.Equal((HttpStatusCode.NotFound, "token-not-found"), (again.StatusCode, await TypeAsync(again)));

        var acts = await ActsAsync(portal, id);
        Assert.Equal(["token.create accepted", "token.revoke accepted", "token.revoke refused"], acts.Select(act => act.Act));
        Assert.Contains(account.UserName!, acts[0].Facts, StringComparison.Ordinal);
        Assert.All(acts, act => Assert.DoesNotContain(secret[4..], act.Facts, StringComparison.Ordinal));
    }

    private static Task<Account> AccountAsync(TestPeople people, params (Role Role, ProjectId? Project)[] roles) => people.AccountAsync("token-" + Guid.NewGuid().ToString("N")[..8], roles);

    private static HttpClient Bearer(TestPortal portal, string secret)
    {
        var client = portal.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }

    private static async Task<string?> TypeAsync(HttpResponseMessage answer)
        => (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("type").GetString()?.Split('/', ':')[^1];

    private static async Task<Guid> IdAsync(TestPortal portal, string secret)
    {
        await using var command = portal.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT id FROM api_tokens WHERE hash = @hash");
        command.Parameters.AddWithValue("hash", System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)));
        return (Guid)(await command.ExecuteScalarAsync(Token))!; // the caller has just used it
    }

    private static async Task<List<(string Act, string Facts)>> ActsAsync(TestPortal portal, Guid id)
    {
        await using var command = portal.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT action || ' ' || outcome, concat(before::text, after::text, note) FROM audit WHERE subject_id = @id ORDER BY id");
        command.Parameters.AddWithValue("id", id.ToString("D"));
        await using var reader = await command.ExecuteReaderAsync(Token);
        var acts = new List<(string, string)>();
        while (await reader.ReadAsync(Token))
        {
            acts.Add((reader.GetString(0), reader.GetString(1)));
        }

        return acts;
    }
}
