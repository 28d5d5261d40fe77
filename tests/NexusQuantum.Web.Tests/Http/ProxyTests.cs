using System.Net;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Http;

/// <summary>What <c>X-Forwarded-*</c> says is believed from the proxies that were named, and from nobody else.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private TestPortal _alone = null!; // started before each test
    private TestPortal _behind = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _alone = await PortalFixture.GetAsync(Token);
        _behind = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), options => options with { Proxies = [new IPNetwork(IPAddress.Loopback, 32), new IPNetwork(IPAddress.Parse("10.1.2.0"), 24)] }, Token);
        await _alone.EnsureAdministratorAsync(Token);
        await _behind.EnsureAdministratorAsync(Token);
    }

    public ValueTask DisposeAsync() => _behind.DisposeAsync();

    [Fact]
    public async Task A_stranger_s_headers_change_neither_scheme_nor_source_nor_host()
    {
        // On TLS and for this host it would be told to stay on TLS; from that address it would be sent there.
        using var tls = await AskAsync(_alone, "/sign-in", "203.0.113.9", "https", "nexus.example");
        Assert.Equal(HttpStatusCode.OK, tls.StatusCode);
        Assert.False(tls.Headers.Contains("Strict-Transport-Security"));
        using var far = await AskAsync(_alone, "/sign-in", "203.0.113.9", "http", "nexus.example");
        Assert.Equal(HttpStatusCode.OK, far.StatusCode);
    }

    [Fact]
    public async Task A_known_proxy_s_headers_give_scheme_source_and_host()
    {
        using var tls = await AskAsync(_behind, "/sign-in", "203.0.113.9", "https", "nexus.example");
        Assert.Equal(HttpStatusCode.OK, tls.StatusCode);
        Assert.Equal("max-age=31536000", tls.Headers.GetValues("Strict-Transport-Security").Single());
        using var far = await AskAsync(_behind, "/machines", "203.0.113.9", "http", "nexus.example");
        Assert.Equal((HttpStatusCode.TemporaryRedirect, "https://nexus.example/machines"), (far.StatusCode, far.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData("127.0.0.1, 203.0.113.9")]
    [InlineData("127.0.0.1, 203.0.113.9, 10.1.2.7")]
    [InlineData("10.1.2.7, 127.0.0.1, 203.0.113.9")]
    [InlineData("::1, 203.0.113.9")]
    public async Task What_a_stranger_wrote_left_of_his_own_address_is_not_believed(string chain)
    {
        using var answer = await AskAsync(_behind, "/v1/me", chain, "http", "nexus.example");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("https-required", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_by_source_count_the_peer_unless_a_known_proxy_names_another()
    {
        var alone = 0;
        var behind = 0;
        for (var ask = 0; ask < RateLimits.Ready.Burst + 80; ask++)
        {
            using var first = await AskAsync(_alone, "/readyz", $"203.0.113.{ask % 250}", "https", "nexus.example");
            alone += first.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
            using var second = await AskAsync(_behind, "/readyz", $"203.0.113.{ask % 250}", "https", "nexus.example");
            behind += second.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
        }

        Assert.True(alone > 0, "A header of a stranger's own lifted the limit of his address.");
        Assert.Equal(0, behind);
    }

    private static async Task<HttpResponseMessage> AskAsync(TestPortal portal, string path, string source, string scheme, string host)
    {
        using var client = portal.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Forwarded-For", source);
        request.Headers.Add("X-Forwarded-Proto", scheme);
        request.Headers.Add("X-Forwarded-Host", host);
        request.Headers.Accept.ParseAdd("text/html");
        return await client.SendAsync(request, Token);
    }
}
