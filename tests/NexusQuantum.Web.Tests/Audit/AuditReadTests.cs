using System.Text;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Audit;

namespace NexusQuantum.Web.Tests.Audit;

/// <summary>Finding acts, page by page and as files.</summary>
public sealed class AuditReadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_double_even_where_times_are_equal()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        await bench.SqlAsync("INSERT INTO audit (at, actor, credential_kind, action, subject_kind, outcome) SELECT date_trunc('hour', now()) + (n / 4) * interval '1 ms', 'mara', 'session', 'vm.power', 'vm', 'accepted' FROM generate_series(0, 24) AS n", Token);
        var api = bench.Get<IAuditApi>();
        var ids = new List<long>();
        string? cursor = null;
        do
        {
            var page = (await api.ListAsync(AuditBench.Mara, new AuditQuery(Cursor: cursor, Limit: 7), Token)).Value!;
            ids.AddRange(page.Items.Select(act => act.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(1, 25).Select(n => (long)n).Reverse(), ids);
        Assert.Equal("cursor-invalid", (await api.ListAsync(AuditBench.Mara, new AuditQuery(Cursor: "nonsense"), Token)).Error?.Type);
    }

    [Fact]
    public async Task Each_filter_finds_what_it_says()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        var api = bench.Get<IAuditApi>();
        var project = ProjectId.New();
        await using (var db = await bench.OpenAsync(Token))
        {
            bench.Trail.Add(db, AuditBench.Mara, AuditBench.Act("vm.power", "web-1") with { Project = project });
            bench.Trail.Add(db, AuditBench.Mara with { Name = "vik" }, AuditBench.Act("image.delete", "deb%an") with { SubjectId = "one", Note = "It was OLD." });
            await db.SaveChangesAsync(Token);
        }

        await bench.Trail.RefusedAsync(AuditBench.Mara, AuditBench.Act("vm.delete", "db_2"), new Error(ErrorKind.Conflict, "vm-wrong-state", "It runs."), Token);
        Assert.Equal("vm.delete image.delete vm.power", await FoundAsync(new AuditQuery()));
        Assert.Equal("image.delete", await FoundAsync(new AuditQuery(Actor: "vik")));
        Assert.Equal("vm.delete vm.power", await FoundAsync(new AuditQuery(Action: "vm.")));
        Assert.Equal("", await FoundAsync(new AuditQuery(Action: "vm_")));
        Assert.Equal("image.delete", await FoundAsync(new AuditQuery(SubjectId: "one")));
        Assert.Equal("vm.delete", await FoundAsync(new AuditQuery(Outcome: AuditOutcome.Refused)));
        Assert.Equal("vm.power", await FoundAsync(new AuditQuery(Project: project)));
        Assert.Equal("image.delete", await FoundAsync(new AuditQuery(Text: "it was old")));
        Assert.Equal("image.delete", await FoundAsync(new AuditQuery(Text: "B%A")));
        Assert.Equal("vm.delete", await FoundAsync(new AuditQuery(Text: "it runs")));
        Assert.Equal("", await FoundAsync(new AuditQuery(Text: "' OR 1=1 --")));
        Assert.Equal("", await FoundAsync(new AuditQuery(From: TimeProvider.System.GetUtcNow().AddHours(1))));
        Assert.Equal("", await FoundAsync(new AuditQuery(To: TimeProvider.System.GetUtcNow().AddHours(-1))));

        async Task<string> FoundAsync(AuditQuery query) => string.Join(' ', (await api.ListAsync(AuditBench.Mara, query, Token)).Value!.Items.Select(act => act.Action));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("=HYPERLINK(\"http://evil\",\"x\")", "\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\"")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    public void A_cell_is_no_formula_and_no_second_cell(string text, string cell) => Assert.Equal(cell, AuditFile.Cell(text));

    [Fact]
    public async Task Files_hold_every_act_however_many()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        await bench.SqlAsync("INSERT INTO audit (actor, credential_kind, action, subject_kind, subject_name, before, outcome) SELECT 'mara', 'session', 'vm.edit', 'vm', '=cmd()', '{\"a\": \"1\"}', 'accepted' FROM generate_series(1, 1201)", Token);
        var csv = await WrittenAsync(csv: true);
        var lines = csv.Split("\r\n");
        Assert.Equal(1203, lines.Length);
        Assert.StartsWith("id,at,actor,", lines[0], StringComparison.Ordinal);
        Assert.Contains(",'=cmd(),", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"{\"\"a\"\":\"\"1\"\"}\"", lines[1], StringComparison.Ordinal);
        using var json = System.Text.Json.JsonDocument.Parse(await WrittenAsync(csv: false));
        Assert.Equal(1201, json.RootElement.GetArrayLength());
        Assert.Equal("accepted", json.RootElement[0].GetProperty("outcome").GetString());

        async Task<string> WrittenAsync(bool csv)
        {
            using var stream = new MemoryStream();
            await AuditFile.WriteAsync(bench.Get<IAuditApi>().Export(AuditBench.Mara, new AuditQuery()).Value!, csv, stream, Token);
            return Encoding.UTF8.GetString(stream.ToArray());
        }
    }
}
