using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Tests.Running;

/// <summary>A portal that really serves, in this process, on a database of its own; tests speak HTTP to it.</summary>
public sealed class TestPortal : IAsyncDisposable
{
    public const string UserName = "mara";
    public const string Password = "an uncommon phrase " + Marks.Word;

    private readonly Portal _portal;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private string? _token;

    private TestPortal(Portal portal, string directory, int port)
    {
        _portal = portal;
        Directory = directory;
        Base = new Uri($"http://localhost:{port}");
    }

    public Uri Base { get; }

    /// <summary>Its data directory.</summary>
    public string Directory { get; }

    public WebApplication App => _portal.App;

    public IServiceProvider Services => _portal.App.Services;

    /// <summary>Starts one; with <paramref name="url"/> null on a private cluster of its own.</summary>
    public static Task<TestPortal> StartAsync(string? url, CancellationToken cancellationToken, Action<WebApplicationBuilder>? customise = null, string? directory = null)
        => StartAsync(url, options => options, cancellationToken, customise, directory);

    internal static async Task<TestPortal> StartAsync(string? url, Func<WebOptions, WebOptions> change, CancellationToken cancellationToken, Action<WebApplicationBuilder>? customise = null, string? directory = null)
    {
        directory ??= Temporary();
        var port = FreePort();
        var options = change(new WebOptions
        {
            Bind = new IPEndPoint(IPAddress.Loopback, port),
            DataDirectory = directory,
            Database = url is null ? null : DatabaseUrl.Parse(url).Value,
            AllowRoot = true,
        });
        return new TestPortal(await Portal.StartAsync(options, cancellationToken, Quietly), directory, port);

        void Quietly(WebApplicationBuilder builder)
        {
            // An error is worth reading in a failed run; outages that tests make on purpose are not.
            builder.Services.Configure<LoggerFilterOptions>(filter =>
            {
                filter.Rules.Clear();
                filter.MinLevel = LogLevel.Error;

                // To SignalR every refusal of a hub is an error, and tests are refused on purpose.
                filter.Rules.Add(new LoggerFilterRule(null, "Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.Critical, null));
            });
            customise?.Invoke(builder);
        }
    }

    public static string Temporary() => $"/tmp/nq-web-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}";

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Without credentials; follows no redirect and keeps no cookie.</summary>
    public HttpClient Anonymous()
        => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Base, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>With a bearer token of the first administrator, who is made when there is none.</summary>
    public async Task<HttpClient> SignedInAsync(CancellationToken cancellationToken)
    {
        await EnsureAdministratorAsync(cancellationToken);
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        return client;
    }

    /// <summary>The cookies of a browser that signed in by the form.</summary>
    public async Task<string> CookieAsync(CancellationToken cancellationToken)
    {
        await EnsureAdministratorAsync(cancellationToken);
        using var client = Anonymous();
        using var page = await client.GetAsync("/sign-in", cancellationToken);
        var form = FormToken(await page.Content.ReadAsStringAsync(cancellationToken));
        var cookies = Cookies(page);
        using var post = new HttpRequestMessage(HttpMethod.Post, "/sign-in")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["_handler"] = "sign-in", ["__RequestVerificationToken"] = form, ["Posted.UserName"] = UserName, ["Posted.Password"] = Password,
            }),
        };
        post.Headers.Add("Cookie", cookies);
        post.Headers.Add("Origin", Base.GetLeftPart(UriPartial.Authority));
        using var signedIn = await client.SendAsync(post, cancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        return string.Join("; ", new[] { cookies, Cookies(signedIn) }.Where(text => text.Length > 0));
    }

    public async Task EnsureAdministratorAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_token is not null)
            {
                return;
            }

            using var client = Anonymous();
            var file = Path.Combine(Directory, "setup-code");
            if (File.Exists(file))
            {
                using var made = await client.PostAsJsonAsync("/v1/setup", new { code = (await File.ReadAllTextAsync(file, cancellationToken)).Trim(), userName = UserName, password = Password }, cancellationToken);
                Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            }

            using var login = await client.PostAsJsonAsync("/v1/login", new { userName = UserName, password = Password }, cancellationToken);
            Assert.Equal(HttpStatusCode.OK, login.StatusCode);
            _token = (await login.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("token").GetString();
            Marks.Keep(_token);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        _gate.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    internal static string Cookies(HttpResponseMessage response)
        => response.Headers.TryGetValues("Set-Cookie", out var set) ? string.Join("; ", set.Select(cookie => cookie.Split(';')[0])) : "";

    internal static string FormToken(string html)
    {
        const string Mark = "name=\"__RequestVerificationToken\" value=\"";
        var start = html.IndexOf(Mark, StringComparison.Ordinal);
        Assert.True(start >= 0, "The page has no form token: " + html);
        start += Mark.Length;
        return html[start..html.IndexOf('"', start)];
    }
}
