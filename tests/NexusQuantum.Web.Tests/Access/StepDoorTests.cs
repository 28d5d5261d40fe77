using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Tests.Shared;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>The cookie between password and session, as a browser carries it and as a thief would.</summary>
public sealed class StepDoorTests
{
    private readonly TestClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_step_is_passed_once_opens_nothing_else_and_ends_by_itself()
    {
        await using var portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token, builder => builder.Services.AddSingleton<TimeProvider>(_clock));
        var codes = await SetUpAppAsync(portal);
        using var browser = portal.Anonymous();

        // Without a ticket the page is only a way back.
        using (var bare = await browser.GetAsync("/sign-in/second", Token))
        {
            Assert.Equal("/sign-in", Target(bare));
        }

        var (step, posted) = await PasswordAsync(browser);
        Assert.Equal("/sign-in/second", Target(posted));
        Assert.DoesNotContain(posted.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("__Host-nexus=", StringComparison.Ordinal));
        foreach (var path in (string[])["/v1/me", "/v1/vms", "/v1/account/security"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Cookie", step);
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            using var answer = await browser.SendAsync(request, Token);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        using (var wrong = await SecondAsync(browser, step, "AAAA-AAAA-AAAA"))
        {
            Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        }

        using (var right = await SecondAsync(browser, step, codes[0]))
        {
            Assert.Equal("/", Target(right));
            Assert.Contains(right.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("__Host-nexus=", StringComparison.Ordinal));
        }

        using (var replayed = await SecondAsync(browser, step, codes[1]))
        {
            Assert.Equal("/sign-in", Target(replayed));
            Assert.DoesNotContain(replayed.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("__Host-nexus=", StringComparison.Ordinal));
        }

        var (late, _) = await PasswordAsync(browser);
        _clock.Advance(TimeSpan.FromMinutes(6));
        using var old = new HttpRequestMessage(HttpMethod.Get, "/sign-in/second");
        old.Headers.Add("Cookie", late);
        using var gone = await browser.SendAsync(old, Token);
        Assert.Equal("/sign-in", Target(gone));
    }

    [Fact]
    public async Task Options_for_a_passkey_come_with_a_challenge_of_their_own_each_time()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = portal.Anonymous();
        var first = await client.GetFromJsonAsync<JsonElement>("/sign-in/passkey", Token);
        var second = await client.GetFromJsonAsync<JsonElement>("/sign-in/passkey", Token);
        Assert.Equal("localhost", first.GetProperty("options").GetProperty("rpId").GetString());
        Assert.Equal("required", first.GetProperty("options").GetProperty("userVerification").GetString());
        Assert.NotEqual(first.GetProperty("options").GetProperty("challenge").GetString(), second.GetProperty("options").GetProperty("challenge").GetString());
        foreach (var path in (string[])["/sign-in/second/passkey", "/sign-in/enrol/passkey"])
        {
            using var answer = await client.GetAsync(path, Token);
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        }
    }

    private async Task<string[]> SetUpAppAsync(TestPortal portal)
    {
        using var client = await portal.SignedInAsync(Token);
        using var proven = await client.PostAsJsonAsync("/v1/account/proof", new { password = TestPortal.Password }, Token);
        client.DefaultRequestHeaders.Add("Nexus-Proof", (await proven.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("proof").GetString());
        using var offered = await client.PostAsync("/v1/account/authenticator", null, Token);
        var offer = await offered.Content.ReadFromJsonAsync<JsonElement>(Token);
        var code = Totp.Code(Base32.Decode(offer.GetProperty("secret").GetString()!), Totp.StepAt(_clock.GetUtcNow()));
        using var confirmed = await client.PostAsJsonAsync("/v1/account/authenticator/confirm", new { ticket = offer.GetProperty("ticket").GetString(), code }, Token);
        return [.. (await confirmed.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("codes").EnumerateArray().Select(one => one.GetString()!)];
    }

    private static async Task<(string Step, HttpResponseMessage Answer)> PasswordAsync(HttpClient browser)
    {
        var answer = await PostAsync(browser, "/sign-in", "", new() { ["_handler"] = "sign-in", ["Posted.UserName"] = TestPortal.UserName, ["Posted.Password"] = TestPortal.Password });
        return (answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("__Host-nexus-step=", StringComparison.Ordinal)).Split(';')[0], answer);
    }

    private static Task<HttpResponseMessage> SecondAsync(HttpClient browser, string step, string code)
        => PostAsync(browser, "/sign-in/second", step, new() { ["_handler"] = "second", ["Posted.Code"] = code });

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string path, string cookies, Dictionary<string, string> fields)
    {
        using var get = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        using var page = await browser.SendAsync(get, Token);
        fields["__RequestVerificationToken"] = TestPortal.FormToken(await page.Content.ReadAsStringAsync(Token));
        using var post = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        post.Headers.Add("Cookie", string.Join("; ", new[] { TestPortal.Cookies(page), cookies }.Where(text => text.Length > 0)));
        return await browser.SendAsync(post, Token);
    }

    private static string? Target(HttpResponseMessage answer)
        => answer.Headers.Location is { } location ? location.IsAbsoluteUri ? location.PathAndQuery : location.OriginalString : null;
}
