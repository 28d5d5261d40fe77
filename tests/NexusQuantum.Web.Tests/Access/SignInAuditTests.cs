using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Tests.Shared;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Access.Throttle;
using NexusQuantum.Web.Tests.Running;
using Npgsql;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>What the audit says about ways to come in, and what it must not.</summary>
public sealed class SignInAuditTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Set_up_sign_in_and_what_was_refused_are_written_without_any_secret()
    {
        await using var portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token);
        using var client = portal.Anonymous();
        using (await client.PostAsJsonAsync("/v1/setup", new { code = "AAAA-AAAA-AAAA", userName = "mara", password = TestPortal.Password }, Token))
        {
        }

        await portal.EnsureAdministratorAsync(Token);
        await LoginAsync(client, TestPortal.UserName, "a wrong password", HttpStatusCode.Unauthorized);
        await LoginAsync(client, "nobody-here", "a wrong password", HttpStatusCode.Unauthorized);
        await LoginAsync(client, "my Secret, typed in haste!", "a wrong password", HttpStatusCode.Unauthorized);
        await LoginAsync(client, TestPortal.UserName, TestPortal.Password, HttpStatusCode.OK);

        var acts = await ReadAsync(portal, "SELECT concat_ws('|', action, outcome, problem_type, actor, actor_id IS NOT NULL, note) FROM audit WHERE action IN ('portal.setup', 'session.open', 'token.login') ORDER BY id");
        Assert.Equal(
            [
                "portal.setup|refused|setup-code-wrong|mara|f",
                $"portal.setup|accepted|{TestPortal.UserName}|t|The first administrator was made.",
                $"token.login|accepted|{TestPortal.UserName}|t",
                $"session.open|refused|credentials-wrong|{TestPortal.UserName}|t|The password was wrong.",
                "session.open|refused|credentials-wrong|nobody-here|f|There is no such account.",
                "session.open|refused|credentials-wrong|(no user name)|f|There is no such account.",
                $"token.login|accepted|{TestPortal.UserName}|t",
            ],
            acts);
        var all = string.Join('\n', await ReadAsync(portal, "SELECT audit::text FROM audit"));
        Assert.All((string[])["a wrong password", "typed in haste", TestPortal.Password, "AAAA-AAAA", "nqt_"], secret => Assert.DoesNotContain(secret, all, StringComparison.Ordinal));
        Assert.Contains("127.0.0.1", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guessing_on_does_not_flood_the_audit()
    {
        await using var portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token);
        await portal.EnsureAdministratorAsync(Token);
        using var client = portal.Anonymous();
        for (var k = 0; k < 60; k++)
        {
            using var answer = await client.PostAsJsonAsync("/v1/login", new { userName = TestPortal.UserName, password = $"guess {k}" }, Token);
        }

        var acts = await ReadAsync(portal, "SELECT problem_type FROM audit WHERE action = 'session.open' AND outcome = 'refused' ORDER BY id");
        Assert.Equal(5, acts.Count(type => type == "credentials-wrong"));

        // One a minute; the loop may begin in one and end in another.
        Assert.InRange(acts.Count(type => type == "sign-in-paused"), 1, 3);
    }

    [Fact]
    public void A_pause_is_noted_once_a_minute_for_an_account_and_for_a_source()
    {
        var clock = new TestClock();
        var notes = new PauseNotes(clock);
        Assert.True(notes.IsFirst(new TryKeys([1], [1])));
        Assert.False(notes.IsFirst(new TryKeys([1], [2])));
        Assert.False(notes.IsFirst(new TryKeys([2], [1])));
        Assert.True(notes.IsFirst(new TryKeys([2], [2])));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(notes.IsFirst(new TryKeys([1], [1])));
        Assert.InRange(Enumerable.Range(0, 10_000).Count(k => notes.IsFirst(new TryKeys(BitConverter.GetBytes(k + 100), BitConverter.GetBytes(k + 100_000)))), 50, 120);
    }

    [Fact]
    public async Task A_reset_on_the_host_is_written_as_of_the_host()
    {
        await using var portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token);
        await portal.EnsureAdministratorAsync(Token);
        await using (var scope = portal.Services.CreateAsyncScope())
        {
            using var output = new StringWriter();
            Assert.Equal(0, await scope.ServiceProvider.GetRequiredService<AdministratorReset>().RunAsync(null, output, Token));
        }

        Assert.Equal([$"host|host|{TestPortal.UserName}"], await ReadAsync(portal, "SELECT concat_ws('|', credential_kind, actor, subject_name) FROM audit WHERE action = 'account.reset'"));
    }

    [Fact]
    public async Task A_changed_password_and_one_that_was_not_are_both_written()
    {
        await using var portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token);
        using var client = await portal.SignedInAsync(Token);
        using (var wrong = await client.PostAsJsonAsync("/v1/account/password", new { oldPassword = "not this one", newPassword = "rather long and new 1" }, Token))
        {
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        }

        using (var right = await client.PostAsJsonAsync("/v1/account/password", new { oldPassword = TestPortal.Password, newPassword = "rather long and new 1" }, Token))
        {
            Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
        }

        Assert.Equal(["refused|password-wrong", "accepted"], await ReadAsync(portal, "SELECT concat_ws('|', outcome, problem_type) FROM audit WHERE action = 'password.change' ORDER BY id"));
    }

    private static async Task LoginAsync(HttpClient client, string userName, string password, HttpStatusCode expected)
    {
        using var answer = await client.PostAsJsonAsync("/v1/login", new { userName, password }, Token);
        Assert.Equal(expected, answer.StatusCode);
    }

    private static async Task<List<string>> ReadAsync(TestPortal portal, string sql)
    {
        await using var command = portal.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
