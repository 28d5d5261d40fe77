using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Http;

/// <summary>What every answer tells the browser, and what a cookie of ours looks like.</summary>
public sealed class HeaderTests
{
    private const string Policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/v1/me")]
    [InlineData("/hubs/shell")]
    [InlineData("/_blazor")]
    [InlineData("/healthz")]
    [InlineData("/nothing")]
    [InlineData("/css/tokens.css")]
    public async Task Every_answer_has_the_policy_and_its_fellows(string path)
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = portal.Anonymous();
        using var answer = await client.GetAsync(path, Token);

        // The framework's pages may add a policy of their own; browsers hold a page to all of them.
        Assert.Contains(Policy, answer.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain(answer.Headers.GetValues("Content-Security-Policy"), policy => policy.Contains("unsafe-eval", StringComparison.Ordinal));
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
    }

    [Fact]
    public async Task Origins_of_features_are_added_to_forms_and_to_nothing_else()
    {
        await using var portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token, builder =>
        {
            builder.Services.AddSingleton<IFormActions>(new Origins("https://login.example.org/realm?x=1", "https://login.example.org:8443", "https://LOGIN.example.org"));
            builder.Services.AddSingleton<IFormActions>(new Origins("javascript:alert(1)", "x; script-src *", "https://a.example; script-src *", "data:text/html,x", "https://user@b.example", "*", ""));
        });
        using var client = portal.Anonymous();
        using var answer = await client.GetAsync("/sign-in", Token);
        Assert.Contains(Policy.Replace("form-action 'self'", "form-action 'self' https://login.example.org https://login.example.org:8443", StringComparison.Ordinal), answer.Headers.GetValues("Content-Security-Policy"));
    }

    [Theory]
    [InlineData(365, "max-age=31536000")]
    [InlineData(0, "max-age=0")]
    public async Task Tls_to_another_name_is_told_to_stay_on_tls_and_localhost_is_not(int days, string says)
    {
        await using var portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), options => options with { HstsDays = days }, Token);
        Assert.Equal(says, await HstsAsync(portal, "https", "nexus.example"));
        Assert.Null(await HstsAsync(portal, "https", "localhost"));
        Assert.Null(await HstsAsync(portal, "http", "nexus.example"));
    }

    [Fact]
    public async Task A_portal_on_plain_http_by_its_operator_s_word_never_says_so()
    {
        await using var portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), options => options with { PlainHttp = true }, Token);
        Assert.Null(await HstsAsync(portal, "https", "nexus.example"));
    }

    [Fact]
    public async Task Cookies_are_bound_to_this_host_and_hidden_from_scripts()
    {
        var portal = await PortalFixture.GetAsync(Token);
        await portal.EnsureAdministratorAsync(Token);
        var set = await SetAtSignInAsync(portal);
        Assert.Equal(["__Host-nexus", "__Host-nexus-form"], set.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, attributes) in set)
        {
            Assert.Contains("secure", attributes);
            Assert.Contains("httponly", attributes);
            Assert.Contains("path=/", attributes);
            Assert.Contains(name == "__Host-nexus" ? "samesite=lax" : "samesite=strict", attributes);
            Assert.DoesNotContain(attributes, attribute => attribute.StartsWith("domain", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task On_plain_http_by_the_operator_s_word_cookies_have_plain_names_and_stay_hidden()
    {
        await using var portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), options => options with { PlainHttp = true }, Token);
        await portal.EnsureAdministratorAsync(Token);
        var set = await SetAtSignInAsync(portal);
        Assert.Equal(["nexus", "nexus-form"], set.Keys.Order(StringComparer.Ordinal));
        Assert.All(set.Values, attributes => Assert.Contains("httponly", attributes));
    }

    private static async Task<Dictionary<string, string[]>> SetAtSignInAsync(TestPortal portal)
    {
        using var client = portal.Anonymous();
        using var page = await client.GetAsync("/sign-in", Token);
        using var post = new HttpRequestMessage(HttpMethod.Post, "/sign-in")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["_handler"] = "sign-in", ["__RequestVerificationToken"] = TestPortal.FormToken(await page.Content.ReadAsStringAsync(Token)), ["Posted.UserName"] = TestPortal.UserName, ["Posted.Password"] = TestPortal.Password,
            }),
        };
        post.Headers.Add("Cookie", TestPortal.Cookies(page));
        using var signedIn = await client.SendAsync(post, Token);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        return new[] { page, signedIn }.SelectMany(answer => answer.Headers.TryGetValues("Set-Cookie", out var values) ? values : [])
            .Select(cookie => cookie.Split(';', StringSplitOptions.TrimEntries)).GroupBy(parts => parts[0].Split('=')[0], StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Last()[1..].Select(part => part.ToLowerInvariant()).ToArray(), StringComparer.Ordinal);
    }

    private static async Task<string?> HstsAsync(TestPortal portal, string scheme, string host)
    {
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Subject.Contains("Nexus Quantum", StringComparison.Ordinal) } });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{scheme}://localhost:{portal.Base.Port}/healthz");
        request.Headers.Host = $"{host}:{portal.Base.Port}";
        using var answer = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.TryGetValues("Strict-Transport-Security", out var values) ? values.Single() : null;
    }

    private sealed class Origins(params string[] origins) : IFormActions
    {
        IEnumerable<string> IFormActions.Origins => origins;
    }
}
