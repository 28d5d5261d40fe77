using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

public sealed class AccessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_code_makes_one_administrator_and_is_gone()
    {
        await using var portal = await FreshAsync();
        using var client = portal.Anonymous();
        var file = Path.Combine(portal.Directory, "setup-code");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var code = (await File.ReadAllTextAsync(file, Token)).Trim();
        Assert.Matches("^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}$", code);

        Assert.Equal("setup-code-wrong", await TypeAsync(await SetUpAsync(client, "AAAA-AAAA-AAAA", "mara", TestPortal.Password), HttpStatusCode.Forbidden));
        Assert.Equal("account-invalid", await TypeAsync(await SetUpAsync(client, code, "mara", "short"), HttpStatusCode.BadRequest));
        Assert.Equal("account-invalid", await TypeAsync(await SetUpAsync(client, code, "mara", "Password2024"), HttpStatusCode.BadRequest));
        Assert.Equal("account-invalid", await TypeAsync(await SetUpAsync(client, code, "<script>", TestPortal.Password), HttpStatusCode.BadRequest));
        Assert.Equal(HttpStatusCode.Redirect, (await client.GetAsync("/sign-in", Token)).StatusCode);

        var posts = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => SetUpAsync(client, code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal), $"mara{i}", TestPortal.Password)));
        Assert.Single(posts, post => post.StatusCode == HttpStatusCode.Created);
        Assert.All(posts.Where(post => post.StatusCode != HttpStatusCode.Created), post => Assert.True(post.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.TooManyRequests, post.StatusCode.ToString()));
        Assert.False(File.Exists(file));
        Assert.Equal("setup-done", await TypeAsync(await SetUpAsync(client, code, "ada", TestPortal.Password), HttpStatusCode.NotFound));
        using var page = await client.GetAsync("/setup", Token);
        Assert.Equal("/sign-in", page.Headers.Location?.OriginalString.Replace(portal.Base.GetLeftPart(UriPartial.Authority), "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Guessing_the_code_is_paused()
    {
        await using var portal = await FreshAsync();
        using var client = portal.Anonymous();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await SetUpAsync(client, $"AAAA-AAAA-AAA{i + 2}", "mara", TestPortal.Password)).StatusCode);
        }

        Assert.Equal("sign-in-paused", await TypeAsync(await SetUpAsync(client, "AAAA-AAAA-AAAA", "mara", TestPortal.Password), HttpStatusCode.TooManyRequests));
    }

    [Theory]
    [InlineData(TestPortal.UserName)]
    [InlineData("nobody-of-this-name")]
    public async Task Five_wrong_passwords_pause_a_name_whether_it_exists_or_not(string name)
    {
        await using var portal = await FreshAsync();
        await portal.EnsureAdministratorAsync(Token);
        using var client = portal.Anonymous();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("credentials-wrong", await TypeAsync(await LoginAsync(client, name, $"wrong password {i}"), HttpStatusCode.Unauthorized));
        }

        using var paused = await LoginAsync(client, name, TestPortal.Password);
        Assert.NotNull(paused.Headers.RetryAfter);
        Assert.Equal("sign-in-paused", await TypeAsync(paused, HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task A_hash_of_an_earlier_release_is_made_anew_by_a_right_sign_in()
    {
        await using var portal = await FreshAsync();
        await portal.EnsureAdministratorAsync(Token);
        var data = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Npgsql.NpgsqlDataSource>(portal.Services);
        var old = new Microsoft.AspNetCore.Identity.PasswordHasher<Web.Data.Account>().HashPassword(new Web.Data.Account(), TestPortal.Password);
        await using (var command = data.CreateCommand("UPDATE accounts SET password_hash = @old"))
        {
            command.Parameters.AddWithValue("old", old);
            await command.ExecuteNonQueryAsync(Token);
        }

        using var client = portal.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(client, TestPortal.UserName, TestPortal.Password)).StatusCode);
        await using var read = data.CreateCommand("SELECT password_hash FROM accounts");
        var hash = Convert.FromBase64String((string)(await read.ExecuteScalarAsync(Token))!);
        Assert.Equal((uint)Web.Features.Access.PasswordRules.Iterations, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)));
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(client, TestPortal.UserName, TestPortal.Password)).StatusCode);
    }

    [Theory]
    [InlineData("disabled_at = now()")]
    [InlineData("is_service = true")]
    public async Task Who_may_not_come_in_is_answered_as_nobody(string change)
    {
        await using var portal = await FreshAsync();
        await portal.EnsureAdministratorAsync(Token);
        await using (var command = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Npgsql.NpgsqlDataSource>(portal.Services).CreateCommand("UPDATE accounts SET " + change))
        {
            await command.ExecuteNonQueryAsync(Token);
        }

        using var client = portal.Anonymous();
        Assert.Equal("credentials-wrong", await TypeAsync(await LoginAsync(client, TestPortal.UserName, TestPortal.Password), HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_source_that_tries_many_names_is_paused()
    {
        await using var portal = await FreshAsync();
        await portal.EnsureAdministratorAsync(Token);
        using var client = portal.Anonymous();
        var refused = 0;
        for (var i = 0; i < 40; i++)
        {
            using var answer = await LoginAsync(client, $"name{i}", "wrong password");
            refused += answer.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
        }

        Assert.Equal(30, refused);
    }

    [Fact]
    public async Task Tokens_are_made_listed_used_and_deleted_and_their_secret_is_shown_once()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = await portal.SignedInAsync(Token);
        using var bad = await client.PostAsJsonAsync("/v1/tokens", new { name = "", expiresInDays = 1000 }, Token);
        var problem = await bad.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(2, problem.GetProperty("errors").EnumerateObject().Count());

        using var made = await client.PostAsJsonAsync("/v1/tokens", new { name = "ci", expiresInDays = 1 }, Token);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var token = await made.Content.ReadFromJsonAsync<JsonElement>(Token);
        var secret = token.GetProperty("token").GetString()!;
        Assert.StartsWith("nqt_", secret, StringComparison.Ordinal);

        using var other = portal.Anonymous();
        other.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var me = await other.GetAsync("/v1/me", Token);
        Assert.Equal(TestPortal.UserName, (await me.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("userName").GetString());
        var list = await other.GetStringAsync("/v1/tokens", Token);
        Assert.Contains("\"ci\"", list, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, list, StringComparison.Ordinal);

        using var gone = await other.DeleteAsync(made.Headers.Location, Token);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/v1/me", Token)).StatusCode);
    }

    [Fact]
    public async Task A_reset_on_the_host_gives_a_new_password_and_ends_sessions_and_tokens()
    {
        var url = await TestDatabases.CreateAsync(Token);
        await using var portal = await TestPortal.StartAsync(url, Token);
        using var client = await portal.SignedInAsync(Token);
        var cookie = await portal.CookieAsync(Token);
        using var output = new StringWriter();
        await using (var scope = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.CreateAsyncScope(portal.Services))
        {
            var reset = (NexusQuantum.Web.Features.Access.AdministratorReset)scope.ServiceProvider.GetService(typeof(NexusQuantum.Web.Features.Access.AdministratorReset))!;
            Assert.Equal(0, await reset.RunAsync(null, output, Token));
            Assert.Equal(1, await reset.RunAsync("nobody", output, Token));
        }

        var password = output.ToString().Split('\n')[1].Split(": ")[1].Trim();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v1/me", Token)).StatusCode);
        using var anonymous = portal.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await LoginAsync(anonymous, TestPortal.UserName, TestPortal.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(anonymous, TestPortal.UserName, password)).StatusCode);
        await NexusQuantum.Tests.Shared.Stacks.Until.TrueAsync("the session ended", TimeSpan.FromSeconds(15), async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/me");
            request.Headers.Add("Cookie", cookie);
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            using var answer = await anonymous.SendAsync(request, Token);
            return answer.StatusCode == HttpStatusCode.Unauthorized;
        }, Token);
    }

    [Fact]
    public async Task The_form_signs_in_and_goes_only_to_our_own_pages()
    {
        var portal = await PortalFixture.GetAsync(Token);
        await portal.EnsureAdministratorAsync(Token);
        using var client = portal.Anonymous();
        foreach (var (target, expected) in new[] { ("/machines", "/machines"), ("//evil.example", "/"), ("https://evil.example", "/"), ("/\\evil.example", "/") })
        {
            using var page = await client.GetAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(target), Token);
            using var answer = await PostFormAsync(client, "/sign-in?returnUrl=" + Uri.EscapeDataString(target), page, TestPortal.Password);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Equal(expected, answer.Headers.Location!.IsAbsoluteUri ? answer.Headers.Location.PathAndQuery : answer.Headers.Location.OriginalString);
            var cookie = answer.Headers.GetValues("Set-Cookie").Single(text => text.StartsWith("__Host-nexus=", StringComparison.Ordinal)).ToLowerInvariant();
            Assert.Contains("httponly", cookie, StringComparison.Ordinal);
            Assert.Contains("secure", cookie, StringComparison.Ordinal);
            Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        var portal = await PortalFixture.GetAsync(Token);
        await portal.EnsureAdministratorAsync(Token);
        using var client = portal.Anonymous();
        using var answer = await client.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "sign-in", ["Posted.UserName"] = TestPortal.UserName, ["Posted.Password"] = TestPortal.Password }), Token);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_wrong_password_is_told_in_the_page_without_repeating_it()
    {
        var portal = await PortalFixture.GetAsync(Token);
        await portal.EnsureAdministratorAsync(Token);
        using var client = portal.Anonymous();
        using var page = await client.GetAsync("/sign-in", Token);
        using var answer = await PostFormAsync(client, "/sign-in", page, "a wrong <b>password</b>");
        var html = await answer.Content.ReadAsStringAsync(Token);
        Assert.Contains("User name or password is wrong.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("a wrong", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_needs_the_form_and_ends_the_session()
    {
        var portal = await PortalFixture.GetAsync(Token);
        var cookie = await portal.CookieAsync(Token);
        using var client = portal.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-out") { Content = new FormUrlEncodedContent([]) };
        request.Headers.Add("Cookie", cookie);
        using var refused = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private static async Task<HttpResponseMessage> PostFormAsync(HttpClient client, string path, HttpResponseMessage page, string password)
    {
        using var post = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["_handler"] = "sign-in",
                ["__RequestVerificationToken"] = TestPortal.FormToken(await page.Content.ReadAsStringAsync(Token)),
                ["Posted.UserName"] = TestPortal.UserName,
                ["Posted.Password"] = password,
            }),
        };
        post.Headers.Add("Cookie", TestPortal.Cookies(page));
        return await client.SendAsync(post, Token);
    }

    private static async Task<TestPortal> FreshAsync() => await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token);

    private static Task<HttpResponseMessage> SetUpAsync(HttpClient client, string code, string name, string password)
        => client.PostAsJsonAsync("/v1/setup", new { code, userName = name, password }, Token);

    private static Task<HttpResponseMessage> LoginAsync(HttpClient client, string name, string password)
        => client.PostAsJsonAsync("/v1/login", new { userName = name, password }, Token);

    private static async Task<string?> TypeAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("type").GetString();
    }
}
