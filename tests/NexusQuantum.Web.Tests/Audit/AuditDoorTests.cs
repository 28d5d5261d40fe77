using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Audit;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Audit;

/// <summary>The audit of a running portal, by its doors.</summary>
public sealed class AuditDoorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_portal_seals_by_itself_and_proves_it()
    {
        await using var portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token);
        using var client = await portal.SignedInAsync(Token);
        using var put = await client.PutAsJsonAsync("/v1/audit/retention", new { months = 36 }, Token);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        var list = await client.GetFromJsonAsync<JsonElement>("/v1/audit?action=audit.retention", Token);
        var act = Assert.Single(list.GetProperty("items").EnumerateArray());
        Assert.Equal((TestPortal.UserName, "accepted", "36"), (act.GetProperty("actor").GetString(), act.GetProperty("outcome").GetString(), act.GetProperty("after").GetProperty("months").GetString()));

        await Until.TrueAsync("the portal sealed it", TimeSpan.FromSeconds(30), async () =>
            (await client.GetFromJsonAsync<JsonElement>("/v1/audit/state", Token)) is var state && state.GetProperty("sealedRows").GetInt64() > 0 && state.GetProperty("unsealed").GetInt32() == 0, Token);
        var verdict = await client.GetFromJsonAsync<JsonElement>("/v1/audit/verify", Token);
        Assert.True(verdict.GetProperty("intact").GetBoolean(), verdict.ToString());
        Assert.True(verdict.GetProperty("rows").GetInt64() > 0);

        using var file = await client.GetAsync("/v1/audit/export?format=csv", Token);
        Assert.Equal("text/csv", file.Content.Headers.ContentType?.MediaType);
        Assert.Matches("^audit-[0-9]{8}-[0-9]{6}\\.csv$", file.Content.Headers.ContentDisposition?.FileName);
        Assert.Contains(",audit.retention,", await file.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/audit?from=yesterday", "audit-filter-invalid")]
    [InlineData("/v1/audit?outcome=maybe", "audit-filter-invalid")]
    [InlineData("/v1/audit?cursor=1", "cursor-invalid")]
    [InlineData("/v1/audit/export?format=xml", "audit-format-invalid")]
    public async Task What_cannot_be_read_is_named(string path, string type)
    {
        using var client = await (await PortalFixture.GetAsync(Token)).SignedInAsync(Token);
        using var answer = await client.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(type, (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task The_command_says_by_its_exit_code_whether_all_matches()
    {
        await using var bench = await AuditBench.CreateAsync(Token);
        await bench.WriteAsync(2, Token);
        await bench.SealAsync(2, Token);
        using var good = new StringWriter();
        Assert.Equal(0, await bench.Get<VerifyCommand>().RunAsync(good, Token));
        Assert.Contains("intact: 1 seals over 2 rows", good.ToString(), StringComparison.Ordinal);
        await bench.TamperAsync("DELETE FROM audit WHERE id = 1", Token);
        using var bad = new StringWriter();
        Assert.Equal(1, await bench.Get<VerifyCommand>().RunAsync(bad, Token));
        Assert.Contains("row-deleted", bad.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_verifies_beside_a_running_portal()
    {
        var url = await TestDatabases.CreateAsync(Token);
        await using var portal = await TestPortal.StartAsync(url, Token);
        await portal.EnsureAdministratorAsync(Token);
        var options = new WebOptions { Bind = new IPEndPoint(IPAddress.Loopback, 0), DataDirectory = portal.Directory, Database = DatabaseUrl.Parse(url).Value, AllowRoot = true };
        Assert.Equal(0, await PortalCommands.VerifyAuditAsync(options));
    }
}
