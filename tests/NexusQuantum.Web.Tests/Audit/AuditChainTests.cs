using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Audit.Chain;
using Npgsql;

namespace NexusQuantum.Web.Tests.Audit;

/// <summary>No row escapes the chain, and no change to what it covers escapes a verification.</summary>
public sealed class AuditChainTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Committed_rows_come_under_a_seal_and_match()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        await bench.WriteAsync(3, Token);
        await bench.SealAsync(3, Token);
        await bench.WriteAsync(2, Token);
        await bench.SealAsync(2, Token);
        await bench.WriteAsync(1, Token);
        var verdict = await bench.VerifyAsync(Token);
        Assert.True(verdict.Intact, verdict.Break?.Text);
        Assert.Equal((2L, 5L, 1L), (verdict.Seals, verdict.Rows, verdict.Unsealed));
        Assert.StartsWith("2:", verdict.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idle_system_writes_no_seals_and_an_empty_one_is_intact()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        Assert.Equal(0, await bench.PassAsync(Token));
        Assert.True((await bench.VerifyAsync(Token)).Intact);
        await bench.WriteAsync(1, Token);
        await bench.SealAsync(1, Token);
        Assert.Equal(0, await bench.PassAsync(Token));
        Assert.Equal(1L, await bench.ReadAsync<long>("SELECT count(*) FROM audit_seals", Token));
    }

    [Fact]
    public async Task A_row_of_a_transaction_that_was_open_long_is_not_skipped()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        await using var late = await bench.OpenAsync(Token);
        await using var open = await late.Database.BeginTransactionAsync(Token);
        bench.Trail.Add(late, AuditBench.Mara, AuditBench.Act(name: "late"));
        await late.SaveChangesAsync(Token);

        await bench.WriteAsync(3, Token);
        Assert.Equal(0, await bench.PassAsync(Token)); // all of them have higher ids than the one that is open

        await open.CommitAsync(Token);
        await bench.WriteAsync(1, Token);
        await bench.SealAsync(5, Token);
        var verdict = await bench.VerifyAsync(Token);
        Assert.True(verdict.Intact, verdict.Break?.Text);
        Assert.Equal(5L, verdict.Rows);
    }

    [Fact]
    public async Task A_row_below_an_open_transaction_is_sealed_without_it()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        await bench.WriteAsync(1, Token);
        await using var late = await bench.OpenAsync(Token);
        await using var open = await late.Database.BeginTransactionAsync(Token);
        bench.Trail.Add(late, AuditBench.Mara, AuditBench.Act());
        await late.SaveChangesAsync(Token);
        await bench.WriteAsync(1, Token);
        await bench.SealAsync(1, Token);
        await open.RollbackAsync(Token);
        await bench.SealAsync(1, Token);
        Assert.True((await bench.VerifyAsync(Token)).Intact);
    }

    [Fact]
    public async Task Writers_and_sealers_at_once_make_one_chain_over_every_row()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        var writers = Enumerable.Range(0, 6).Select(n => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                await using var db = await bench.OpenAsync(Token);
                await using var transaction = await db.Database.BeginTransactionAsync(Token);
                bench.Trail.Add(db, AuditBench.Mara, AuditBench.Act(name: $"w{n}"));
                await db.SaveChangesAsync(Token);
                await Task.Yield();
                await (i % 5 == 0 ? transaction.RollbackAsync(Token) : transaction.CommitAsync(Token));
            }
        }, Token)).ToArray();
        var writing = Task.WhenAll(writers);
        var sealers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var mine = new AuditSealer(bench.Source, bench.Get<Seal>());
            while (!writing.IsCompleted)
            {
                await mine.RunAsync(strangers: false, Token);
            }
        }, Token)).ToArray();
        await Task.WhenAll([writing, .. sealers]);
        await Until.TrueAsync("no row waits", TimeSpan.FromSeconds(30), async () => await bench.PassAsync(Token) == 0 && (await bench.VerifyAsync(Token)).Unsealed == 0, Token);
        var verdict = await bench.VerifyAsync(Token);
        Assert.True(verdict.Intact, verdict.Break?.Text);
        Assert.Equal((192L, 0L), (verdict.Rows, verdict.Unsealed));
        Assert.True(verdict.Seals > 1);
    }

    [Fact]
    public async Task Many_rows_have_several_seals_and_one_transaction_is_never_cut()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        const string Insert = "INSERT INTO audit (actor, credential_kind, action, subject_kind, outcome) SELECT 'mara', 'session', 'vm.power', 'vm', 'accepted' FROM generate_series(1, {0})";
        await bench.SqlAsync(Insert.Replace("{0}", "4000", StringComparison.Ordinal), Token);
        await bench.SqlAsync(Insert.Replace("{0}", "6000", StringComparison.Ordinal), Token);
        await bench.SqlAsync(Insert.Replace("{0}", "10", StringComparison.Ordinal), Token);
        await bench.SealAsync(10010, Token);
        Assert.Equal("4000 6000 10", await bench.ReadAsync<string>("SELECT string_agg(rows::text, ' ' ORDER BY number) FROM audit_seals", Token));
        var verdict = await bench.VerifyAsync(Token);
        Assert.True(verdict.Intact, verdict.Break?.Text);
    }

    [Theory]
    [InlineData("UPDATE audit SET actor = 'eve' WHERE id = 3", "row-changed", 1L, 3L)]
    [InlineData("UPDATE audit SET after = '{\"power\": \"paused\"}' WHERE id = 2", "row-changed", 1L, 2L)]
    [InlineData("UPDATE audit SET subject_name = NULL, note = subject_name WHERE id = 5", "row-changed", 2L, 5L)]
    [InlineData("UPDATE audit SET at = at - interval '1 microsecond' WHERE id = 1", "row-changed", 1L, 1L)]
    [InlineData("DELETE FROM audit WHERE id = 2", "row-deleted", 1L, 2L)]
    [InlineData("DELETE FROM audit WHERE id = 6", "row-deleted", 2L, 6L)]
    [InlineData("TRUNCATE audit", "row-deleted", 1L, 1L)]
    [InlineData("INSERT INTO audit (id, xid, actor, credential_kind, action, subject_kind, outcome) SELECT 99, xid, 'mara', 'session', 'vm.power', 'vm', 'accepted' FROM audit WHERE id = 1", "row-added", 1L, 99L)]
    [InlineData("INSERT INTO audit (id, at, xid, actor, credential_kind, action, subject_kind, outcome) SELECT 99, '2020-02-03', xid, 'mara', 'session', 'vm.power', 'vm', 'accepted' FROM audit WHERE id = 1", "row-added", null, 99L)]
    [InlineData("INSERT INTO audit (id, at, xid, actor, credential_kind, action, subject_kind, outcome) SELECT 99, 'infinity', xid, 'mara', 'session', 'vm.power', 'vm', 'accepted' FROM audit WHERE id = 1", "row-added", null, 99L)]
    [InlineData("UPDATE audit_seals SET rows = 2 WHERE number = 1", "seal-changed", 1L, null)]
    [InlineData("UPDATE audit_seals SET leaves = '' WHERE number = 2", "seal-changed", 2L, null)]
    [InlineData("UPDATE audit_seals SET to_xid = from_xid WHERE number = 2", "seal-changed", 2L, null)]
    [InlineData("UPDATE audit_seals SET mark = hash WHERE number = 2", "seal-forged", 2L, null)]
    [InlineData("DELETE FROM audit_seals WHERE number = 1", "seal-missing", 1L, null)]
    public async Task What_the_owner_of_the_database_changed_is_named(string sql, string kind, long? seal, long? row)
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        await bench.WriteAsync(3, Token);
        await bench.SealAsync(3, Token);
        await bench.WriteAsync(3, Token);
        await bench.SealAsync(3, Token);
        Assert.True((await bench.VerifyAsync(Token)).Intact);
        await bench.TamperAsync(sql, Token);
        var broken = (await bench.VerifyAsync(Token)).Break;
        Assert.Equal((kind, seal, row), (broken?.Kind, broken?.Seal, broken?.Row));
    }

    [Fact]
    public async Task A_whole_partition_that_went_without_retention_is_missed()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        await bench.WriteAsync(2, Token);
        await bench.SealAsync(2, Token);
        await bench.SqlAsync($"DROP TABLE {await bench.ReadAsync<string>("SELECT min(tableoid::regclass::text) FROM audit", Token)}", Token);
        Assert.Equal("row-deleted", (await bench.VerifyAsync(Token)).Break?.Kind);
    }

    [Fact]
    public async Task A_chain_recomputed_without_the_master_key_is_forged()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        await bench.WriteAsync(2, Token);
        await bench.TamperAsync("UPDATE audit SET actor = 'eve'", Token);
        var other = new AuditSealer(bench.Source, new Seal([.. Enumerable.Repeat((byte)7, 32)]));
        await Until.TrueAsync("the rows are sealed", TimeSpan.FromSeconds(30), async () => await other.RunAsync(strangers: false, Token) == 2, Token);
        Assert.Equal("seal-forged", (await bench.VerifyAsync(Token)).Break?.Kind);
    }

    [Fact]
    public async Task A_backup_restored_into_another_cluster_goes_on()
    {
        // As a restored dump is: rows and seals name another cluster, whose ids are higher than ours will be for long.
        await using var bench = await AuditBench.CreateAsync(Token);
        await bench.SqlAsync("ALTER TABLE audit ALTER COLUMN cluster SET DEFAULT 77", Token);
        await bench.SqlAsync("ALTER TABLE audit ALTER COLUMN xid SET DEFAULT '9000000000'", Token);
        await bench.WriteAsync(3, Token);
        await bench.SealAsync(3, Token);
        await bench.SqlAsync("ALTER TABLE audit ALTER COLUMN xid SET DEFAULT '9000000005'", Token);
        await bench.WriteAsync(2, Token); // in the dump, and not sealed yet
        await bench.SqlAsync("ALTER TABLE audit ALTER COLUMN cluster SET DEFAULT audit_cluster(), ALTER COLUMN xid SET DEFAULT pg_current_xact_id()", Token);
        await bench.WriteAsync(4, Token);
        await bench.SealAsync(6, Token);
        var verdict = await bench.VerifyAsync(Token);
        Assert.True(verdict.Intact, verdict.Break?.Text);
        Assert.Equal((3L, 9L, 0L), (verdict.Seals, verdict.Rows, verdict.Unsealed));
        await bench.TamperAsync("UPDATE audit SET actor = 'eve' WHERE id = 4", Token);
        Assert.Equal("row-changed", (await bench.VerifyAsync(Token)).Break?.Kind);
    }

    [Fact]
    public async Task A_seal_spans_no_two_months_and_rows_of_a_jumped_clock_get_a_month_of_their_own()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        await bench.SqlAsync("INSERT INTO audit (at, actor, credential_kind, action, subject_kind, outcome) SELECT at, 'mara', 'session', 'vm.power', 'vm', 'accepted' FROM (VALUES ('2031-01-31 23:59:59.9+00'::timestamptz), ('2031-02-01 00:00:00+00'), (now())) AS a(at)", Token);
        await bench.SealAsync(3, Token);
        Assert.Equal(3L, await bench.ReadAsync<long>("SELECT count(*) FROM audit_seals", Token));
        Assert.True((await bench.VerifyAsync(Token)).Intact);

        await bench.Get<AuditMonths>().EnsureAsync(Token);
        Assert.Equal("audit_p203101 audit_p203102", await bench.ReadAsync<string>("SELECT string_agg(tableoid::regclass::text, ' ' ORDER BY at) FROM audit WHERE at > '2031-01-01'", Token));
        Assert.True((await bench.VerifyAsync(Token)).Intact);
        await Assert.ThrowsAsync<PostgresException>(() => bench.SqlAsync("TRUNCATE audit_rest", Token));
        await Assert.ThrowsAsync<PostgresException>(() => bench.SqlAsync("DELETE FROM audit_p203101", Token));
        await bench.Get<AuditMonths>().EnsureAsync(Token); // again: nothing to do
    }
}
