using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Audit;
using NexusQuantum.Web.Features.Audit.Chain;

namespace NexusQuantum.Web.Tests.Audit;

/// <summary>Whole months go, their seals stay, and all of it can be verified afterwards.</summary>
public sealed class AuditRetentionTests
{
    private const string Old = "INSERT INTO audit (at, actor, credential_kind, action, subject_kind, outcome) SELECT '2020-03-04'::timestamptz + n * interval '1 hour', 'mara', 'session', 'vm.power', 'vm', 'accepted' FROM generate_series(1, 5) AS n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_old_month_is_dropped_whole_and_the_chain_still_holds()
    {
        await using var bench = await PreparedAsync();
        await bench.SealAsync(7, Token);
        Assert.Equal([new DateOnly(2020, 3, 1)], await bench.Get<AuditMonths>().DropOldAsync(TimeProvider.System.GetUtcNow(), Token));
        Assert.Equal(0L, await bench.ReadAsync<long>("SELECT count(*) FROM audit WHERE at < '2021-01-01'", Token));
        Assert.Equal("audit.drop 2020-03 5 sealed rows, kept for 24 months. Their seals stay.", await bench.ReadAsync<string>("SELECT action || ' ' || subject_name || ' ' || note FROM audit WHERE actor = 'nexus'", Token));
        await bench.SealAsync(1, Token);
        var verdict = await bench.VerifyAsync(Token);
        Assert.True(verdict.Intact, verdict.Break?.Text);
        Assert.Equal((1, 3L), (verdict.DroppedMonths, verdict.Rows));

        // Put back into a month that was dropped: no seal after the drop covers it.
        await bench.SqlAsync("INSERT INTO audit (at, xid, actor, credential_kind, action, subject_kind, outcome) VALUES ('2020-03-05', '3', 'eve', 'session', 'vm.power', 'vm', 'accepted')", Token);
        Assert.Equal("row-added", (await bench.VerifyAsync(Token)).Break?.Kind);
    }

    [Fact]
    public async Task What_is_not_sealed_is_not_dropped()
    {
        await using var bench = await PreparedAsync();
        Assert.Empty(await bench.Get<AuditMonths>().DropOldAsync(TimeProvider.System.GetUtcNow(), Token));
        Assert.Equal(5L, await bench.ReadAsync<long>("SELECT count(*) FROM audit WHERE at < '2021-01-01'", Token));
    }

    [Fact]
    public async Task Kept_for_ever_nothing_is_dropped_and_a_month_goes_when_its_last_day_is_too_old()
    {
        await using var bench = await PreparedAsync();
        await bench.SealAsync(7, Token);
        var keep = bench.Get<KeepAudit>();
        var months = bench.Get<AuditMonths>();
        Assert.Null((await keep.WriteAsync(AuditBench.Mara, null, Token)).Value!.Months);
        Assert.Empty(await months.DropOldAsync(TimeProvider.System.GetUtcNow(), Token));
        await keep.WriteAsync(AuditBench.Mara, 1, Token);
        Assert.Empty(await months.DropOldAsync(new DateTimeOffset(2020, 4, 30, 23, 59, 0, TimeSpan.Zero), Token));
        Assert.Single(await months.DropOldAsync(new DateTimeOffset(2020, 5, 1, 0, 0, 0, TimeSpan.Zero), Token));
    }

    [Fact]
    public async Task A_change_of_retention_is_audited_and_a_refused_one_too()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        var api = bench.Get<IAuditApi>();
        Assert.Equal(24, (await api.RetentionAsync(AuditBench.Mara, Token)).Value!.Months);
        Assert.Equal((12, "mara"), ((await api.SetRetentionAsync(AuditBench.Mara, new AuditRetentionRequest(12), Token)).Value is { } now ? (now.Months!.Value, now.ChangedBy) : default));
        Assert.Equal("audit-retention-invalid", (await api.SetRetentionAsync(AuditBench.Mara, new AuditRetentionRequest(0), Token)).Error?.Type);
        var reader = AuditBench.Mara with { Rights = Rights.Of([(null, PermissionSet.Of(Permission.AuditRead))]) };
        Assert.Equal("permission-missing", (await api.SetRetentionAsync(reader, new AuditRetentionRequest(1), Token)).Error?.Type);
        Assert.Equal(12, (await api.RetentionAsync(reader, Token)).Value!.Months);
        var acts = (await api.ListAsync(reader, new AuditQuery(Action: "audit."), Token)).Value!.Items;
        Assert.Equal(["refused permission-missing", "refused audit-retention-invalid", "accepted "], acts.Select(act => $"{act.Outcome.ToString().ToLowerInvariant()} {act.ProblemType}"));
        Assert.Equal(("24", "12"), (acts[2].Before!["months"], acts[2].After!["months"]));
    }

    [Fact]
    public async Task Who_may_not_read_it_reads_nothing()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        var api = bench.Get<IAuditApi>();
        var nobody = AuditBench.Mara with { Rights = Rights.Of([(null, PermissionSet.Of(Permission.VmRead, Permission.SettingsAdminister))]) };
        Error?[] answers =
        [
            (await api.ListAsync(nobody, new AuditQuery(), Token)).Error, api.Export(nobody, new AuditQuery()).Error, (await api.StateAsync(nobody, Token)).Error,
            (await api.VerifyAsync(nobody, Token)).Error, (await api.RetentionAsync(nobody, Token)).Error,
        ];
        Assert.All(answers, answer => Assert.Equal("permission-missing", answer?.Type));
    }

    private static async Task<AuditBench> PreparedAsync()
    {
        var bench = await AuditBench.CreateAsync(Token);
        await bench.SqlAsync("SELECT audit_make_month('2020-03-01')", Token);
        await bench.SqlAsync(Old, Token);
        await bench.WriteAsync(2, Token);
        return bench;
    }
}
