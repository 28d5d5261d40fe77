using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using Npgsql;

namespace NexusQuantum.Web.Tests.Audit;

/// <summary>What is written down, and that it stays.</summary>
public sealed class AuditTrailTests
{
    private static readonly Error No = new(ErrorKind.Conflict, "vm-wrong-state", "The machine runs.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_accepted_act_says_who_from_where_what_before_and_after()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        await bench.WriteAsync(1, Token);
        await using var db = await bench.OpenAsync(Token);
        var row = await db.Set<AuditRow>().SingleAsync(Token);
        Assert.Equal(("mara", "session", "192.0.2.7", "vm.power", "vm", "web-0"), (row.Actor, row.CredentialKind, row.Address, row.Action, row.SubjectKind, row.SubjectName));
        Assert.Equal(AuditBench.Mara.Origin.CredentialId, row.CredentialId);
        Assert.Equal(AuditOutcome.Accepted, row.Outcome);
        Assert.Equal(("""{"power": "stopped"}""", """{"power": "running"}"""), (row.Before, row.After));
        Assert.True(await bench.ReadAsync<bool>("SELECT xid < pg_current_xact_id() AND cluster = (SELECT system_identifier FROM pg_control_system()) FROM audit", Token));
    }

    [Fact]
    public async Task A_change_that_is_rolled_back_takes_its_row_along()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        await using (var db = await bench.OpenAsync(Token))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            bench.Trail.Add(db, AuditBench.Mara, AuditBench.Act());
            await db.SaveChangesAsync(Token);
            await transaction.RollbackAsync(Token);
        }

        await using (var db = await bench.OpenAsync(Token))
        {
            db.Add(new SealedSecret { Name = "one", Value = [1] });
            await db.SaveChangesAsync(Token);
        }

        await using (var db = await bench.OpenAsync(Token))
        {
            bench.Trail.Add(db, AuditBench.Mara, AuditBench.Act());
            db.Add(new SealedSecret { Name = "one", Value = [1] });
            await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Token));
        }

        Assert.Equal(0L, await bench.ReadAsync<long>("SELECT count(*) FROM audit", Token));
    }

    [Fact]
    public async Task A_refusal_is_written_with_its_reason_and_a_fault_as_failed()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        var answer = await bench.Trail.WatchAsync<Done>(AuditBench.Mara, AuditBench.Act(), () => Task.FromResult<Result<Done>>(No), Token);
        Assert.Same(No, answer.Error);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bench.Trail.WatchAsync<Done>(AuditBench.Mara, AuditBench.Act(), () => throw new InvalidOperationException("inside"), Token));
        await bench.Trail.WatchAsync<Done>(AuditBench.Mara, AuditBench.Act(), () => Task.FromResult<Result<Done>>(Done.Value), Token);
        await using var db = await bench.OpenAsync(Token);
        var rows = await db.Set<AuditRow>().OrderBy(row => row.Id).ToListAsync(Token);
        Assert.Equal([(AuditOutcome.Refused, "vm-wrong-state", "The machine runs."), (AuditOutcome.Failed, "internal-fault", "The portal met a fault of its own.")], rows.Select(row => (row.Outcome, row.ProblemType, row.Problem)));
    }

    [Fact]
    public async Task A_refusal_is_written_for_a_caller_that_hung_up_and_an_outage_does_not_change_the_answer()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        await bench.Trail.RefusedAsync(AuditBench.Mara, AuditBench.Act(), No, new CancellationToken(canceled: true));
        Assert.Equal(1L, await bench.ReadAsync<long>("SELECT count(*) FROM audit", Token));
        await bench.SqlAsync("ALTER TABLE audit RENAME TO audit_away", Token);
        var answer = await bench.Trail.WatchAsync<Done>(AuditBench.Mara, AuditBench.Act(), () => Task.FromResult<Result<Done>>(No), Token);
        Assert.Same(No, answer.Error);
    }

    [Theory]
    [InlineData("UPDATE audit SET actor = 'eve'")]
    [InlineData("DELETE FROM audit")]
    [InlineData("TRUNCATE audit")]
    [InlineData("UPDATE PART SET actor = 'eve'")]
    [InlineData("DELETE FROM PART")]
    [InlineData("TRUNCATE PART")]
    [InlineData("TRUNCATE audit_rest")]
    [InlineData("UPDATE audit_seals SET rows = 0")]
    [InlineData("DELETE FROM audit_seals")]
    [InlineData("TRUNCATE audit_seals")]
    public async Task What_is_written_is_neither_changed_nor_removed(string sql)
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        await bench.WriteAsync(2, Token);
        var part = await bench.ReadAsync<string>("SELECT min(tableoid::regclass::text) FROM audit", Token);
        Assert.StartsWith("audit_p", part, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => bench.SqlAsync(sql.Replace("PART", part, StringComparison.Ordinal), Token));
        Assert.Contains("append-only", refused.MessageText, StringComparison.Ordinal);
        Assert.Equal(2L, await bench.ReadAsync<long>("SELECT count(*) FROM audit", Token));
    }

    [Fact]
    public async Task A_clock_that_jumped_stops_no_change()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        await bench.SqlAsync("INSERT INTO audit (at, actor, credential_kind, action, subject_kind, outcome) VALUES ('2099-05-06', 'mara', 'session', 'vm.power', 'vm', 'accepted')", Token);
        Assert.Equal("audit_rest", await bench.ReadAsync<string>("SELECT tableoid::regclass::text FROM audit", Token));
    }

    [Fact]
    public void Texts_show_as_themselves_and_end_somewhere()
    {
        Assert.Equal(@"a\u001B[2Jb\u000Ac\u202Ed\uD800e😀", AuditText.Safe("a\u001b[2Jb\nc\u202ed\ud800e😀", 200));
        Assert.Equal("plain é 漢", AuditText.Safe("plain é 漢", 200));
        Assert.Equal(10, AuditText.Safe(new string('x', 5000), 10)!.Length);
        Assert.EndsWith("…", AuditText.Safe(new string('\0', 5000), 40), StringComparison.Ordinal);
        Assert.Null(AuditText.Safe(null, 1));
    }

    [Theory]
    [InlineData("password", true)]
    [InlineData("newPassword", true)]
    [InlineData("setup-code", true)]
    [InlineData("client_secret", true)]
    [InlineData("apiToken", true)]
    [InlineData("recoveryCodes", true)]
    [InlineData("SSHKey", true)]
    [InlineData("tokenName", false)]
    [InlineData("passwordChanged", false)]
    [InlineData("keyboard", false)]
    [InlineData("name", false)]
    [InlineData("", false)]
    public void A_property_named_like_a_secret_is_told(string name, bool secret) => Assert.Equal(secret, AuditText.IsSecret(name));

#if DEBUG
    [Fact]
    public void A_secret_is_a_mistake_that_tests_meet()
        => Assert.Throws<ArgumentException>(() => AuditText.Json(new Dictionary<string, string?> { ["password"] = "x" }));
#endif
}
