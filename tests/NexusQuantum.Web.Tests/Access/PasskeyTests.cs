using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Tests.Running;
using Npgsql;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>Passkeys over HTTP by a key of the test's own; in a browser they are tested end to end.</summary>
public sealed class PasskeyTests : IAsyncLifetime
{
    private TestPortal _portal = null!; // set before the first test
    private HttpClient _in = null!; // set before the first test

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token);
        _in = await _portal.SignedInAsync(Token);
        using var proven = await _in.PostAsJsonAsync("/v1/account/proof", new { password = TestPortal.Password }, Token);
        _in.DefaultRequestHeaders.Add("Nexus-Proof", (await proven.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("proof").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        _in.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task Wrong_passwords_lock_neither_a_live_session_nor_a_passkey_out()
    {
        using var key = new SoftKey(_portal.Base);
        (await AddAsync(key, "mine")).Dispose();
        using var live = _portal.Anonymous();
        live.DefaultRequestHeaders.Add("Cookie", await _portal.CookieAsync(Token));
        live.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        using var stranger = _portal.Anonymous();

        // At this account until it is paused, and then at others until this address is.
        var names = Enumerable.Repeat(TestPortal.UserName, 8).Concat(Enumerable.Range(0, 40).Select(k => $"nobody-{k}"));
        HttpStatusCode last = default;
        foreach (var name in names)
        {
            using var guess = await stranger.PostAsJsonAsync("/v1/login", new { userName = name, password = "a guess like any other" }, Token);
            last = guess.StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        using var paused = await stranger.PostAsJsonAsync("/v1/login", new { userName = TestPortal.UserName, password = TestPortal.Password }, Token);
        Assert.Equal("sign-in-paused", await PeopleWorld.TypeAsync(paused, HttpStatusCode.TooManyRequests));

        using var me = await live.GetAsync("/v1/me", Token);
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
        using var entered = await SignInAsync(stranger, key);
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        using var fresh = _portal.Anonymous();
        fresh.DefaultRequestHeaders.Add("Cookie", TestPortal.Cookies(entered));
        fresh.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        Assert.Equal(TestPortal.UserName, (await fresh.GetFromJsonAsync<JsonElement>("/v1/me", Token)).GetProperty("userName").GetString());
    }

    [Fact]
    public async Task A_passkey_is_added_renamed_and_removed_and_the_audit_says_so()
    {
        using var key = new SoftKey(_portal.Base);
        using var added = await AddAsync(key, "phone");
        var id = (await added.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetGuid();
        using var renamed = await _in.PatchAsJsonAsync($"/v1/account/passkeys/{id}", new { name = "old phone" }, Token);
        Assert.Equal(HttpStatusCode.NoContent, renamed.StatusCode);
        using var bad = await _in.PatchAsJsonAsync($"/v1/account/passkeys/{id}", new { name = "" }, Token);
        Assert.Equal("passkey-name-invalid", await PeopleWorld.TypeAsync(bad, HttpStatusCode.BadRequest));
        using var gone = await _in.DeleteAsync($"/v1/account/passkeys/{id}", Token);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        await using var db = await PeopleWorld.DbAsync(_portal);
        var acts = await db.Set<AuditRow>().Where(row => row.Action.StartsWith("passkey.")).OrderBy(row => row.Id).Select(row => new { row.Action, row.Outcome, row.Before, row.After }).ToListAsync(Token);
        Assert.Equal(["passkey.add Accepted", "passkey.rename Accepted", "passkey.rename Refused", "passkey.remove Accepted"], acts.Select(act => $"{act.Action} {act.Outcome}"));
        Assert.Contains("\"phone\"", acts[1].Before, StringComparison.Ordinal);
        Assert.Contains("\"old phone\"", acts[1].After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limited_token_renames_no_passkey()
    {
        using var key = new SoftKey(_portal.Base);
        using var added = await AddAsync(key, "phone");
        var id = (await added.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetGuid();
        await using var db = await PeopleWorld.DbAsync(_portal);
        var owner = await db.Users.AsNoTracking().SingleAsync(user => user.UserName == TestPortal.UserName, Token);
        using var reader = await new TestPeople(_portal).ClientAsync(owner, TokenScope.Read);
        using var refused = await reader.PatchAsJsonAsync($"/v1/account/passkeys/{id}", new { name = "mine now" }, Token);
        Assert.Equal("token-limited", await PeopleWorld.TypeAsync(refused, HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task No_way_to_sign_in_changes_when_the_audit_cannot_be_written()
    {
        using var key = new SoftKey(_portal.Base);
        using var added = await AddAsync(key, "kept");
        var id = (await added.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetGuid();
        using var asked = await _in.PutAsJsonAsync("/v1/account/second-step", new { asked = true }, Token);
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        using var offered = await _in.PostAsync("/v1/account/authenticator", null, Token);
        var offer = await offered.Content.ReadFromJsonAsync<JsonElement>(Token);
        var before = await StateAsync();
        await RunAsync("""
            CREATE FUNCTION no_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no audit today'; END $$;
            CREATE TRIGGER no_audit BEFORE INSERT ON audit FOR EACH ROW WHEN (NEW.outcome = 'accepted' AND NEW.action ~ '^(passkey|second-factor|password|session|account)\.') EXECUTE FUNCTION no_audit();
            """);
        using var second = new SoftKey(_portal.Base);
        var code = Totp.Code(Base32.Decode(offer.GetProperty("secret").GetString()!), Totp.StepAt(TimeProvider.System.GetUtcNow()));
        Func<Task<HttpResponseMessage>>[] changes =
        [
            () => AddAsync(second, "another", asserted: false),
            () => _in.PatchAsJsonAsync($"/v1/account/passkeys/{id}", new { name = "other" }, Token),
            () => _in.DeleteAsync($"/v1/account/passkeys/{id}", Token),
            () => _in.PostAsJsonAsync("/v1/account/authenticator/confirm", new { ticket = offer.GetProperty("ticket").GetString(), code }, Token),
            () => _in.PostAsync("/v1/account/recovery-codes", null, Token),
            () => _in.PutAsJsonAsync("/v1/account/second-step", new { asked = false }, Token),
            () => _in.PostAsJsonAsync("/v1/account/password", new { oldPassword = TestPortal.Password, newPassword = "quite another phrase" }, Token),
            () => _in.PutAsJsonAsync("/v1/account/profile", new { displayName = "Other", theme = (string?)null }, Token),
        ];
        for (var k = 0; k < changes.Length; k++)
        {
            using var answer = await changes[k]();
            Assert.True(answer.StatusCode == HttpStatusCode.InternalServerError, $"change {k}: {answer.StatusCode}");
            Assert.Equal((k, before), (k, await StateAsync()));
        }

        await RunAsync("DROP TRIGGER no_audit ON audit");
        using var works = await _in.PutAsJsonAsync("/v1/account/second-step", new { asked = false }, Token);
        Assert.Equal(HttpStatusCode.OK, works.StatusCode);
        Assert.NotEqual(before, await StateAsync());
    }

    private async Task<HttpResponseMessage> AddAsync(SoftKey key, string name, bool asserted = true)
    {
        using var asked = await _in.PostAsync("/v1/account/passkeys/options", null, Token);
        var ask = await asked.Content.ReadFromJsonAsync<JsonElement>(Token);
        var added = await _in.PostAsJsonAsync("/v1/account/passkeys", new { name, credential = key.Create(ask.GetProperty("options")), state = ask.GetProperty("state").GetString() }, Token);
        if (asserted)
        {
            Assert.True(added.StatusCode == HttpStatusCode.Created, await added.Content.ReadAsStringAsync(Token));
        }

        return added;
    }

    private async Task<HttpResponseMessage> SignInAsync(HttpClient client, SoftKey key)
    {
        var ask = await client.GetFromJsonAsync<JsonElement>("/sign-in/passkey", Token);
        using var page = await client.GetAsync("/sign-in", Token);
        using var post = new HttpRequestMessage(HttpMethod.Post, "/sign-in")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["_handler"] = "passkey", ["__RequestVerificationToken"] = TestPortal.FormToken(await page.Content.ReadAsStringAsync(Token)),
                ["Answer.Credential"] = key.Get(ask.GetProperty("options")), ["Answer.State"] = ask.GetProperty("state").GetString()!, // an offer has a state
            }),
        };
        post.Headers.Add("Cookie", TestPortal.Cookies(page));
        post.Headers.Add("Origin", _portal.Base.GetLeftPart(UriPartial.Authority));
        return await client.SendAsync(post, Token);
    }

    /// <summary>All that says how mara signs in.</summary>
    private async Task<string> StateAsync()
    {
        await using var db = await PeopleWorld.DbAsync(_portal);
        var account = await db.Users.AsNoTracking().SingleAsync(user => user.UserName == TestPortal.UserName, Token);
        var hashes = (await db.Set<RecoveryCode>().AsNoTracking().Select(code => code.Hash).ToListAsync(Token)).Select(Convert.ToHexString).Order(StringComparer.Ordinal);
        var passkeys = await db.Set<Web.Features.Access.Passkeys.PasskeyFacts>().AsNoTracking().OrderBy(passkey => passkey.Id).Select(passkey => passkey.Name).ToListAsync(Token);
        return JsonSerializer.Serialize(new
        {
            account.PasswordHash, account.SecurityStamp, account.TwoFactorEnabled, account.DisplayName, Apps = await db.Set<AuthenticatorKey>().CountAsync(Token), Codes = hashes, Passkeys = passkeys, Sessions = await db.Set<SessionRow>().CountAsync(Token),
        });
    }

    private async Task RunAsync(string sql)
    {
        await using var command = _portal.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }
}
