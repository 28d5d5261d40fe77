using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Tests.Shared;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Tests.Running;
using Npgsql;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>The step after the password, through the API; time stands still, so that a code is a code of a known step.</summary>
public sealed class SecondFactorTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private TestPortal _portal = null!; // set before the first test
    private HttpClient _in = null!; // set before the first test
    private HttpClient _out = null!; // set before the first test

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token, builder => builder.Services.AddSingleton<TimeProvider>(_clock));
        _in = await _portal.SignedInAsync(Token);
        _out = _portal.Anonymous();
    }

    public async ValueTask DisposeAsync()
    {
        _in.Dispose();
        _out.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task An_app_is_set_up_asked_for_and_each_code_taken_once()
    {
        await ProveAsync();
        var (secret, codes) = await SetUpAppAsync();
        Assert.Equal(RecoveryCodes.Count, codes.Distinct().Count());

        Assert.Equal("second-factor-required", await TypeAsync(await LoginAsync(null), HttpStatusCode.Unauthorized));
        // The code that proved the app is spent already.
        Assert.Equal("second-factor-wrong", await TypeAsync(await LoginAsync(Code(secret)), HttpStatusCode.Unauthorized));
        _clock.Advance(TimeSpan.FromSeconds(30));
        var both = await Task.WhenAll(LoginAsync(Code(secret)), LoginAsync(Code(secret)));
        Assert.Single(both, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal("second-factor-wrong", await TypeAsync(await LoginAsync(Code(secret)), HttpStatusCode.Unauthorized));
        // An older step is not taken after a newer one either.
        Assert.Equal("second-factor-wrong", await TypeAsync(await LoginAsync(Code(secret, -1)), HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_recovery_code_stands_in_once_and_new_ones_replace_all()
    {
        await ProveAsync();
        var (_, codes) = await SetUpAppAsync();
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(codes[0].ToLowerInvariant().Replace('-', ' '))).StatusCode);
        Assert.Equal("second-factor-wrong", await TypeAsync(await LoginAsync(codes[0]), HttpStatusCode.Unauthorized));
        Assert.Equal(9, (await SecurityAsync()).GetProperty("recoveryCodesLeft").GetInt32());

        using var made = await _in.PostAsync("/v1/account/recovery-codes", null, Token);
        var fresh = Codes(await made.Content.ReadFromJsonAsync<JsonElement>(Token));
        Assert.Equal("second-factor-wrong", await TypeAsync(await LoginAsync(codes[1]), HttpStatusCode.Unauthorized));
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(fresh[0])).StatusCode);
    }

    [Fact]
    public async Task Nothing_in_the_database_gives_the_secret_or_a_recovery_code_away()
    {
        await ProveAsync();
        var (secret, codes) = await SetUpAppAsync();
        await using var command = _portal.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT encode(secret, 'hex') || (SELECT string_agg(encode(hash, 'hex'), ' ') FROM recovery_codes) FROM authenticator_keys");
        var kept = (string)(await command.ExecuteScalarAsync(Token))!;
        Assert.DoesNotContain(Convert.ToHexStringLower(secret), kept, StringComparison.Ordinal);
        Assert.All(codes, code => Assert.DoesNotContain(Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(code.Replace("-", "", StringComparison.Ordinal))), kept, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Guessing_codes_is_paused_and_the_password_is_not()
    {
        await ProveAsync();
        await SetUpAppAsync();
        for (var k = 0; k < 5; k++)
        {
            Assert.Equal("second-factor-wrong", await TypeAsync(await LoginAsync("00000" + k), HttpStatusCode.Unauthorized));
        }

        Assert.Equal("sign-in-paused", await TypeAsync(await LoginAsync("000009"), HttpStatusCode.TooManyRequests));
        Assert.Equal("second-factor-required", await TypeAsync(await LoginAsync(null), HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Without_a_fresh_proof_no_way_to_sign_in_changes()
    {
        foreach (var (method, path) in ((string, string)[])[("POST", "/v1/account/authenticator"), ("POST", "/v1/account/recovery-codes"), ("DELETE", "/v1/account/authenticator"), ("POST", "/v1/account/passkeys/options"), ("DELETE", "/v1/account/passkeys/01900000-0000-7000-8000-000000000000")])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            Assert.Equal("proof-required", await TypeAsync(await _in.SendAsync(request, Token), HttpStatusCode.Forbidden));
        }

        using var wrong = await _in.PostAsJsonAsync("/v1/account/proof", new { password = "not this one at all" }, Token);
        Assert.Equal("password-wrong", await TypeAsync(wrong, HttpStatusCode.BadRequest));
        await ProveAsync();
        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("proof-required", await TypeAsync(await _in.PostAsync("/v1/account/authenticator", null, Token), HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task A_role_that_demands_a_second_factor_lets_nobody_in_without_and_keeps_the_last_one()
    {
        using var set = await _in.PutAsJsonAsync($"/v1/second-factor-rules/{Role.Administrator.Id}", new { required = true }, Token);
        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        Assert.Equal("second-factor-setup-required", await TypeAsync(await LoginAsync(null), HttpStatusCode.Forbidden));
        Assert.Equal("role-not-found", await TypeAsync(await _in.PutAsJsonAsync($"/v1/second-factor-rules/{Guid.NewGuid()}", new { required = true }, Token), HttpStatusCode.NotFound));

        await ProveAsync();
        await SetUpAppAsync();
        Assert.Equal("second-factor-required", await TypeAsync(await LoginAsync(null), HttpStatusCode.Unauthorized));
        Assert.Equal("second-factor-demanded", await TypeAsync(await _in.DeleteAsync("/v1/account/authenticator", Token), HttpStatusCode.Conflict));
        Assert.Equal("second-factor-demanded", await TypeAsync(await _in.PutAsJsonAsync("/v1/account/second-step", new { asked = false }, Token), HttpStatusCode.Conflict));
        using var free = await _in.PutAsJsonAsync($"/v1/second-factor-rules/{Role.Administrator.Id}", new { required = false }, Token);
        Assert.Equal(HttpStatusCode.NoContent, (await _in.DeleteAsync("/v1/account/authenticator", Token)).StatusCode);
        Assert.Equal(0, (await SecurityAsync()).GetProperty("recoveryCodesLeft").GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(null)).StatusCode);
    }

    [Fact]
    public async Task A_new_password_takes_the_old_ones_place()
    {
        Assert.Equal("password-wrong", await TypeAsync(await _in.PostAsJsonAsync("/v1/account/password", new { oldPassword = "not this one at all", newPassword = "quite another phrase" }, Token), HttpStatusCode.BadRequest));
        Assert.Equal("account-invalid", await TypeAsync(await _in.PostAsJsonAsync("/v1/account/password", new { oldPassword = TestPortal.Password, newPassword = "short" }, Token), HttpStatusCode.BadRequest));
        Assert.Equal(HttpStatusCode.NoContent, (await _in.PostAsJsonAsync("/v1/account/password", new { oldPassword = TestPortal.Password, newPassword = "quite another phrase" }, Token)).StatusCode);
        Assert.Equal("credentials-wrong", await TypeAsync(await LoginAsync(null), HttpStatusCode.Unauthorized));
        Assert.Equal(HttpStatusCode.OK, (await _out.PostAsJsonAsync("/v1/login", new { userName = TestPortal.UserName, password = "quite another phrase" }, Token)).StatusCode);
    }

    private async Task ProveAsync()
    {
        using var proven = await _in.PostAsJsonAsync("/v1/account/proof", new { password = TestPortal.Password }, Token);
        Assert.Equal(HttpStatusCode.OK, proven.StatusCode);
        _in.DefaultRequestHeaders.Remove("Nexus-Proof");
        _in.DefaultRequestHeaders.Add("Nexus-Proof", (await proven.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("proof").GetString());
    }

    private async Task<(byte[] Secret, string[] Codes)> SetUpAppAsync()
    {
        using var offered = await _in.PostAsync("/v1/account/authenticator", null, Token);
        var offer = await offered.Content.ReadFromJsonAsync<JsonElement>(Token);
        var secret = Base32.Decode(offer.GetProperty("secret").GetString()!);
        Assert.StartsWith("otpauth://totp/Nexus%20Quantum:mara?secret=", offer.GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.Equal("authenticator-code-wrong", await TypeAsync(await ConfirmAsync(offer, "000000"), HttpStatusCode.BadRequest));
        using var confirmed = await ConfirmAsync(offer, Code(secret));
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        Assert.Equal("authenticator-offer-gone", await TypeAsync(await ConfirmAsync(offer, Code(secret)), HttpStatusCode.Conflict));
        return (secret, Codes(await confirmed.Content.ReadFromJsonAsync<JsonElement>(Token)));
    }

    private Task<HttpResponseMessage> ConfirmAsync(JsonElement offer, string code)
        => _in.PostAsJsonAsync("/v1/account/authenticator/confirm", new { ticket = offer.GetProperty("ticket").GetString(), code }, Token);

    private string Code(byte[] secret, int later = 0) => Totp.Code(secret, Totp.StepAt(_clock.GetUtcNow()) + later);

    private async Task<JsonElement> SecurityAsync() => await _in.GetFromJsonAsync<JsonElement>("/v1/account/security", Token);

    private Task<HttpResponseMessage> LoginAsync(string? code)
        => _out.PostAsJsonAsync("/v1/login", new { userName = TestPortal.UserName, password = TestPortal.Password, code }, Token);

    private static string[] Codes(JsonElement view) => [.. view.GetProperty("codes").EnumerateArray().Select(code => code.GetString()!)];

    private static async Task<string?> TypeAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("type").GetString();
    }
}
