using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Http;

/// <summary>Walks everything the running portal answers to: routes, hubs, pages.</summary>
public sealed class DenyByDefaultTests(ITestOutputHelper output)
{
    /// <summary>Public, and nothing else: static files are checked by their kind, not by name.</summary>
    private static readonly string[] Public = ["/healthz", "/readyz", "/sign-in", "/sign-in/second", "/sign-in/enrol", "/sign-in/passkey", "/sign-in/second/passkey", "/sign-in/enrol/passkey", "/setup", "/v1/login", "/v1/setup", "/v1/enroll", "/join", "/v1/join", "/sign-in/with/{slug}", "/signin-oidc/{slug}"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_short_list_is_public()
    {
        var portal = await PortalFixture.GetAsync(Token);
        var open = Endpoints(portal).Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null && !IsStaticFile(endpoint)).Select(Path).Distinct().Except(Public);
        Assert.Empty(open);
    }

    [Fact]
    public async Task Everything_else_refuses_a_stranger()
    {
        var portal = await PortalFixture.GetAsync(Token);
        await portal.EnsureAdministratorAsync(Token);
        using var client = portal.Anonymous();
        var walked = 0;
        foreach (var (method, path) in Closed(portal))
        {
            using var plain = new HttpRequestMessage(new HttpMethod(method), path);
            using var answer = await client.SendAsync(plain, Token);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} answered {answer.StatusCode} to a stranger.");

            using var forged = new HttpRequestMessage(new HttpMethod(method), path);
            forged.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "nqt_" + new string('A', 43));
            using var second = await client.SendAsync(forged, Token);
            Assert.True(second.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} answered {second.StatusCode} to a forged token.");
            walked++;
        }

        output.WriteLine($"{walked} closed routes walked");
        Assert.True(walked > 10);
    }

    [Fact]
    public async Task A_page_sends_a_stranger_to_sign_in()
    {
        var portal = await PortalFixture.GetAsync(Token);
        await portal.EnsureAdministratorAsync(Token);
        using var client = portal.Anonymous();
        foreach (var path in Endpoints(portal).Where(endpoint => endpoint.Metadata.Any(item => item.GetType().Name == "ComponentTypeMetadata")).Select(Concrete).Where(path => !Public.Contains(path)).Distinct())
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Accept.ParseAdd("text/html");
            using var answer = await client.SendAsync(request, Token);
            Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{path} answered {answer.StatusCode}.");
            Assert.StartsWith("/sign-in", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("https://evil.example", null)]
    [InlineData("null", null)]
    [InlineData(null, "cross-site")]
    [InlineData(null, "same-site")]
    [InlineData(null, null)]
    public async Task A_cookie_from_elsewhere_opens_no_api_hub_or_circuit(string? origin, string? site)
    {
        var portal = await PortalFixture.GetAsync(Token);
        var cookie = await portal.CookieAsync(Token);
        using var client = portal.Anonymous();
        foreach (var (method, path) in Closed(portal).Where(route => Guarded(route.Path)))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Add("Cookie", cookie);
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }

            if (site is not null)
            {
                request.Headers.Add("Sec-Fetch-Site", site);
            }

            using var answer = await client.SendAsync(request, Token);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} answered {answer.StatusCode} to origin {origin}, site {site}.");
        }
    }

    [Fact]
    public async Task A_cookie_without_the_form_token_changes_nothing()
    {
        var portal = await PortalFixture.GetAsync(Token);
        var cookie = await portal.CookieAsync(Token);
        using var client = portal.Anonymous();
        foreach (var (method, path) in Closed(portal).Where(route => route.Path.StartsWith("/v1", StringComparison.Ordinal) && route.Method is not ("GET" or "HEAD")))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Add("Cookie", cookie);
            request.Headers.Add("Origin", portal.Base.GetLeftPart(UriPartial.Authority));
            using var answer = await client.SendAsync(request, Token);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} answered {answer.StatusCode}.");
            Assert.Contains("antiforgery-refused", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_walk_passes_by_every_kind_of_door()
    {
        var walked = Closed(await PortalFixture.GetAsync(Token)).Select(route => route.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var door in (string[])["/_blazor", "/_blazor/negotiate", "/_blazor/disconnect", "/hubs/shell", "/hubs/shell/negotiate", "/hubs/metrics", "/hubs/metrics/negotiate", "/metrics", "/openapi/v1.json", "/v1/vms", "/machines", "/"])
        {
            Assert.Contains(door, walked);
        }
    }

    [Theory]
    [InlineData("/_blazor")]
    [InlineData("/hubs/shell")]
    [InlineData("/hubs/metrics")]
    public async Task A_websocket_with_a_cookie_needs_our_origin(string hub)
    {
        var portal = await PortalFixture.GetAsync(Token);
        var cookie = await portal.CookieAsync(Token);
        var ours = portal.Base.GetLeftPart(UriPartial.Authority);
        foreach (var (origin, status) in new[]
        {
            (ours, HttpStatusCode.SwitchingProtocols), ("https://evil.example", HttpStatusCode.Forbidden), ("", HttpStatusCode.Forbidden), ("null", HttpStatusCode.Forbidden),
            (ours + ".evil.example", HttpStatusCode.Forbidden), ("http://localhost:1", HttpStatusCode.Forbidden),
        })
        {
            using var client = portal.Anonymous();
            using var request = new HttpRequestMessage(HttpMethod.Get, hub);
            request.Headers.Add("Cookie", cookie);
            request.Headers.Add("Connection", "Upgrade");
            request.Headers.Add("Upgrade", "websocket");
            request.Headers.Add("Sec-WebSocket-Version", "13");
            request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
            if (origin.Length > 0)
            {
                request.Headers.Add("Origin", origin);
            }

            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_token_in_the_query_is_ignored()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var signedIn = await portal.SignedInAsync(Token);
        using var client = portal.Anonymous();
        foreach (var path in (string[])["/v1/me", "/_blazor", "/metrics"])
        {
            using var answer = await client.GetAsync($"{path}?access_token={signedIn.DefaultRequestHeaders.Authorization!.Parameter}", Token);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Our_own_page_may_call_the_api_with_its_cookie()
    {
        var portal = await PortalFixture.GetAsync(Token);
        var cookie = await portal.CookieAsync(Token);
        using var client = portal.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/me");
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static bool Guarded(string path) => ((string[])["/v1", "/hubs", "/_blazor", "/openapi", "/metrics"]).Any(start => path.StartsWith(start, StringComparison.Ordinal));

    private static IEnumerable<RouteEndpoint> Endpoints(TestPortal portal)
        => portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static IEnumerable<(string Method, string Path)> Closed(TestPortal portal)
        => Endpoints(portal).Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && !IsFallback(endpoint))
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET"]).Select(method => (method, Concrete(endpoint)))).Distinct();

    private static bool IsStaticFile(RouteEndpoint endpoint) => endpoint.Metadata.Any(item => item.GetType().Name.Contains("StaticAsset", StringComparison.Ordinal));

    /// <summary>A route that takes whatever no other takes; it answers nothing of its own.</summary>
    private static bool IsFallback(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText?.Contains("{*", StringComparison.Ordinal) == true && endpoint.Order > 0;

    private static string Path(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText?.Trim('/');

    private static string Concrete(RouteEndpoint endpoint)
        => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => parameter.Name == "documentName" ? "v1" : parameter.Name.Contains("igest", StringComparison.Ordinal) ? "sha256:" + new string('0', 64) : "01900000-0000-7000-8000-000000000000",
            _ => "x",
        }))));
}
