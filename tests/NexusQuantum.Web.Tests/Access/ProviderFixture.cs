using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>A portal and a real provider beside it, and the ways of people through both.</summary>
public sealed class ProviderFixture : IAsyncLifetime
{
    public TestPortal Portal { get; private set; } = null!; // set before the first test

    public TestProvider Provider { get; private set; } = null!; // set before the first test

    /// <summary>The first administrator.</summary>
    public HttpClient Admin { get; private set; } = null!; // set before the first test

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (TestProvider.Missing is null)
        {
            Portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token);
            Admin = await Portal.SignedInAsync(Token);
            Provider = await TestProvider.StartAsync(Portal.Base, null, Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (TestProvider.Missing is null)
        {
            Admin.Dispose();
            await Provider.DisposeAsync();
            await Portal.DisposeAsync();
        }
    }

    /// <summary>The provider as client <paramref name="slug"/> is told about it; the tests' provider has a client for each of its names.</summary>
    public object Body(string slug, string? secret = TestProvider.Secret, bool enabled = false, bool newAccounts = true, string? authority = null, object[]? mappings = null)
        => new { slug, name = "Test " + slug, authority = authority ?? Provider.Authority, clientId = slug, clientSecret = secret, scopes = "profile email groups", newAccounts, enabled, mappings = mappings ?? [] };

    /// <summary>A fresh provider in place of one of the same name that an earlier test left.</summary>
    public async Task<Guid> AddAsync(string slug, string secret = TestProvider.Secret, bool newAccounts = true, object[]? mappings = null)
    {
        foreach (var old in (await ReadAsync("/v1/sign-in-providers")).GetProperty("items").EnumerateArray().Where(item => item.GetProperty("slug").GetString() == slug))
        {
            using var gone = await Admin.DeleteAsync($"/v1/sign-in-providers/{old.GetProperty("id").GetGuid()}", Token);
            Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        }

        using var made = await Admin.PostAsJsonAsync("/v1/sign-in-providers", Body(slug, secret, newAccounts: newAccounts, mappings: mappings), Token);
        var text = await made.Content.ReadAsStringAsync(Token);
        Assert.True(made.StatusCode == HttpStatusCode.Created, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid();
    }

    /// <summary>One that people may come in by.</summary>
    public async Task<Guid> OpenAsync(string slug, bool newAccounts = true, object[]? mappings = null)
    {
        var id = await AddAsync(slug, newAccounts: newAccounts, mappings: mappings);
        Assert.Equal(HttpStatusCode.OK, (await TestAsync(id)).Status);
        Assert.Equal("", await ChangeAsync(id, Body(slug, null, enabled: true, newAccounts, mappings: mappings)));
        return id;
    }

    /// <summary>The problem's word, or nothing.</summary>
    public async Task<string?> ChangeAsync(Guid id, object body)
    {
        using var changed = await Admin.PutAsJsonAsync($"/v1/sign-in-providers/{id}", body, Token);
        var answer = await changed.Content.ReadFromJsonAsync<JsonElement>(Token);
        return changed.IsSuccessStatusCode ? "" : answer.GetProperty("type").GetString();
    }

    /// <summary>The administrator's round; answers the page it ends at.</summary>
    public async Task<Visit> TestAsync(Guid id)
    {
        using var browser = new TestBrowser();
        browser.Add(Portal.Base, await Portal.CookieAsync(Token));
        return await LogInAsync(browser, await browser.GetAsync(new Uri(Portal.Base, $"/access/providers/{id}/test"), Token), "the-admin", """{"preferred_username":"the.admin","groups":["staff","admins"],"realm_access":{"roles":["chief"]}}""");
    }

    /// <summary>From the sign-in page through the provider, up to where <paramref name="stop"/> says.</summary>
    public async Task<Visit> SignInAsync(TestBrowser browser, string slug, string login, string claims, string target = "/account", Func<Uri, bool>? stop = null)
        => await LogInAsync(browser, await StartAsync(browser, slug, target), login, claims, stop);

    public async Task<Visit> StartAsync(TestBrowser browser, string slug, string target = "/account")
    {
        var page = await browser.GetAsync(new Uri(Portal.Base, "/sign-in"), Token);
        return await browser.PostAsync(new Uri(Portal.Base, "/sign-in/with/" + slug), Portal.Base, Form(("__RequestVerificationToken", TestPortal.FormToken(page.Text)), ("returnUrl", target)), Token);
    }

    public async Task<Visit> LogInAsync(TestBrowser browser, Visit at, string login, string claims, Func<Uri, bool>? stop = null)
        => at.Address.AbsolutePath.StartsWith("/interaction/", StringComparison.Ordinal)
            ? await browser.PostAsync(at.Address, Provider.Issuer, Form(("login", login), ("claims", claims)), Token, stop)
            : at;

    public async Task<JsonElement> ReadAsync(string path) => await Admin.GetFromJsonAsync<JsonElement>(path, Token);

    /// <summary>The account of this name, as administrators see it.</summary>
    public async Task<JsonElement?> UserAsync(string name)
    {
        var found = (await ReadAsync("/v1/users")).GetProperty("items").EnumerateArray().Where(user => user.GetProperty("userName").GetString() == name).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>"viewer, operator in PROJECT": what the account of this name has.</summary>
    public async Task<string> RolesAsync(string name)
        => string.Join(", ", (await UserAsync(name))!.Value.GetProperty("roles").EnumerateArray().Select(role => role.GetProperty("role").GetString()).Order(StringComparer.Ordinal)); // a test's own account

    public static KeyValuePair<string, string>[] Form(params (string Name, string Value)[] fields) => [.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))];
}
