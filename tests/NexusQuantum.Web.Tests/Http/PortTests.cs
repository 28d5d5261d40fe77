using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Http;

public sealed class PortTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_port_speaks_tls_and_plain_http()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var tls = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Subject.Contains("Nexus Quantum", StringComparison.Ordinal) } });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://localhost:{portal.Base.Port}/healthz") { Version = HttpVersion.Version20 };
        using var secure = await tls.SendAsync(request, Token);
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (secure.StatusCode, secure.Version));
        using var client = portal.Anonymous();
        Assert.Equal("ok\n", await client.GetStringAsync("/healthz", Token));
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_closed()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, portal.Base.Port, Token);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(40));
        Assert.Equal(0, await silent.GetStream().ReadAsync(new byte[1], deadline.Token));
    }

    [Theory]
    [InlineData("/healthz", 200, null)]
    [InlineData("/v1/enroll", 200, null)]
    [InlineData("/v1/me", 403, "https-required")]
    [InlineData("/hubs/shell", 403, "https-required")]
    [InlineData("/metrics", 403, "https-required")]
    [InlineData("/v1/enroll/x", 403, "https-required")]
    [InlineData("/machines?x=1", 307, null)]
    public async Task Another_machine_gets_by_plain_http_only_what_it_may(string path, int status, string? type)
    {
        var context = Remote(path, "192.0.2.7");
        await new PlainHttpDoor(Options(plain: false)).PassAsync(context, _ => Task.CompletedTask);
        Assert.Equal(status, context.Response.StatusCode);
        var body = Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
        Assert.Contains(type ?? "", body, StringComparison.Ordinal);
        if (status == 307)
        {
            Assert.Equal("https://nexus.example:18080/machines?x=1", context.Response.Headers.Location);
        }
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("192.0.2.7", true)]
    public async Task This_machine_and_an_operator_who_said_so_get_everything(string peer, bool plain)
    {
        var context = Remote("/v1/me", peer);
        await new PlainHttpDoor(Options(plain)).PassAsync(context, _ => Task.CompletedTask);
        Assert.Equal(200, context.Response.StatusCode);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = portal.Anonymous();
        foreach (var path in (string[])["/sign-in", "/v1/me", "/healthz", "/nothing", "/css/tokens.css"])
        {
            using var answer = await client.GetAsync(path, Token);
            var policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.False(answer.Headers.Contains("Server"));
            Assert.True(answer.Headers.CacheControl?.NoStore == true || path is "/healthz" or "/css/tokens.css", path);
        }
    }

    [Fact]
    public async Task Answers_without_a_body_get_a_problem_or_a_page()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = await portal.SignedInAsync(Token);
        Assert.Equal((404, "not-found"), await ProblemAsync(await client.GetAsync("/v1/nothing", Token)));
        Assert.Equal((400, "request-malformed"), await ProblemAsync(await client.GetAsync("/v1/operations/not-an-id", Token)));
        Assert.Equal((405, "method-not-allowed"), await ProblemAsync(await client.DeleteAsync("/v1/me", Token)));
        Assert.Equal((400, "request-malformed"), await ProblemAsync(await client.PostAsync("/v1/tokens", new StringContent("{", Encoding.UTF8, "application/json"), Token)));
        Assert.Equal((400, "request-malformed"), await ProblemAsync(await client.PostAsync("/v1/tokens", new StringContent("{\"name\":null}", Encoding.UTF8, "application/json"), Token)));

        // It asks before it sends: the portal refuses by the length and closes, which a client in the midst of sending sees as a broken pipe.
        using var large = new HttpRequestMessage(HttpMethod.Post, "/v1/tokens") { Content = new StringContent(new string('x', 2_000_000), Encoding.UTF8, "application/json") };
        large.Headers.ExpectContinue = true;
        Assert.Equal((413, "request-too-large"), await ProblemAsync(await client.SendAsync(large, Token)));
        Assert.Equal((415, "media-type-unsupported"), await ProblemAsync(await client.PostAsync("/v1/tokens", new StringContent("{}", Encoding.UTF8, "text/plain"), Token)));
        using var page = new HttpRequestMessage(HttpMethod.Get, "/nothing/<script>");
        page.Headers.Accept.ParseAdd("text/html");
        using var html = await client.SendAsync(page, Token);
        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (html.StatusCode, html.Content.Headers.ContentType?.MediaType));
        Assert.DoesNotContain("<script>", await html.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_are_prometheus_text()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = await portal.SignedInAsync(Token);
        await client.GetStringAsync("/v1/me", Token);
        var text = await client.GetStringAsync("/metrics", Token);
        Assert.Contains("http_server_request_duration_seconds_count{", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("^(# TYPE [a-z0-9_]+ (counter|gauge|summary)|[a-z_][A-Za-z0-9_]*(\\{.*\\})? -?[0-9.E+-]+(NaN)?)$", line));
    }

    [Fact]
    public async Task The_description_of_the_api_holds_routes_problems_and_typed_ids()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = await portal.SignedInAsync(Token);
        var api = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Token);
        Assert.StartsWith("3.1", api.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var paths = api.GetProperty("paths");
        foreach (var path in paths.EnumerateObject())
        {
            Assert.StartsWith("/v1/", path.Name, StringComparison.Ordinal);
            foreach (var verb in path.Value.EnumerateObject())
            {
                Assert.True(verb.Value.GetProperty("responses").GetProperty("default").GetProperty("content").TryGetProperty("application/problem+json", out _), $"{verb.Name} {path.Name}");
                Assert.True(verb.Value.TryGetProperty("operationId", out _), $"{verb.Name} {path.Name} has no name");
            }
        }

        var operation = api.GetProperty("components").GetProperty("schemas").GetProperty("OperationView").GetProperty("properties");
        var id = Deref(api, operation.GetProperty("id"));
        Assert.Equal(("string", "uuid"), (id.GetProperty("type").GetString(), id.GetProperty("format").GetString()));
        Assert.Contains("running", Deref(api, operation.GetProperty("status")).GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal("bearer", api.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").GetProperty("scheme").GetString());
    }

    [Fact]
    public async Task Readiness_opens_a_connection()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = portal.Anonymous();
        var view = await client.GetFromJsonAsync<JsonElement>("/readyz", Token);
        Assert.Equal("up", view.GetProperty("database").GetString());
    }

    private static JsonElement Deref(JsonElement api, JsonElement schema)
        => schema.TryGetProperty("$ref", out var reference) ? api.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]) : schema;

    private static async Task<(int Status, string? Type)> ProblemAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal((int)answer.StatusCode, problem.GetProperty("status").GetInt32());
        return ((int)answer.StatusCode, problem.GetProperty("type").GetString());
    }

    private static WebOptions Options(bool plain) => new() { DataDirectory = "/nonexistent", PlainHttp = plain };

    private static DefaultHttpContext Remote(string path, string peer)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        var parts = path.Split('?');
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("nexus.example", 18080);
        context.Request.Path = parts[0];
        context.Request.QueryString = parts.Length > 1 ? new QueryString("?" + parts[1]) : default;
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        context.Response.Body = new MemoryStream();
        return context;
    }
}
