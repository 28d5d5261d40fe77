using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

public sealed class SessionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("curl/8.5.0", "curl")]
    [InlineData("something", "Unknown device")]
    [InlineData(null, "Unknown device")]
    public void A_device_is_named_in_plain_words(string? agent, string words) => Assert.Equal(words, DeviceWords.Of(agent));

    [Fact]
    public async Task A_person_sees_their_sessions_and_ends_the_others()
    {
        await using var portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token);
        using var one = await BrowserAsync(portal);
        using var two = await BrowserAsync(portal);
        using var three = await BrowserAsync(portal);
        var sessions = await ReadAsync(one, "/v1/account/sessions");
        Assert.Equal(3, sessions.Count);
        Assert.All(sessions, session => Assert.Equal("password", session.GetProperty("method").GetString()));
        var mine = Assert.Single(sessions, session => session.GetProperty("current").GetBoolean()).GetProperty("id").GetGuid();
        var second = Assert.Single(await ReadAsync(two, "/v1/account/sessions"), session => session.GetProperty("current").GetBoolean()).GetProperty("id").GetGuid();
        Assert.NotEqual(mine, second);

        using var administrator = await portal.SignedInAsync(Token);
        using var ended = await administrator.DeleteAsync($"/v1/account/sessions/{second}", Token);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        using var gone = await two.GetAsync("/v1/me", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, gone.StatusCode);
        using var twice = await administrator.DeleteAsync($"/v1/account/sessions/{second}", Token);
        Assert.Equal("session-not-found", await PeopleWorld.TypeAsync(twice, HttpStatusCode.NotFound));
        var id = (await administrator.GetFromJsonAsync<JsonElement>("/v1/me", Token)).GetProperty("id").GetGuid();
        var here = new Caller(id, TestPortal.UserName) { Origin = new CallerOrigin("session", mine, null) };
        Assert.Equal(1, (await portal.Services.GetRequiredService<OwnSessions>().EndOthersAsync(here, Token)).Value);
        using var third = await three.GetAsync("/v1/me", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, third.StatusCode);
        Assert.Single(await ReadAsync(one, "/v1/account/sessions"));

        Assert.Single(await ReadAsync(administrator, $"/v1/users/{id}/sessions"));
        using var all = await administrator.DeleteAsync($"/v1/users/{id}/sessions", Token);
        Assert.Equal(HttpStatusCode.NoContent, all.StatusCode);
        using var first = await one.GetAsync("/v1/me", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, first.StatusCode);
    }

    private static async Task<List<JsonElement>> ReadAsync(HttpClient client, string path)
        => [.. (await client.GetFromJsonAsync<JsonElement>(path, Token)).GetProperty("items").EnumerateArray()];

    /// <summary>Signed in by the form.</summary>
    private static async Task<HttpClient> BrowserAsync(TestPortal portal)
    {
        var client = portal.Anonymous();
        client.DefaultRequestHeaders.Add("Cookie", await portal.CookieAsync(Token));
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return client;
    }
}
