using System.Net;
using System.Text.Json;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Tests.Shared.Agents;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Hosts;

/// <summary>What a host's checks said is kept, and keeps new machines off it.</summary>
public sealed class PreflightTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private TestFleet Fleet => fixture.Fleet;

    private string Path => $"/v1/hosts/{Fleet.Agent.Id}/preflight";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failing_required_check_refuses_machines_by_its_own_sentence_until_it_is_waived()
    {
        await CheckAsync(FakeReports.Required("ip-forwarding", passes: false));
        Assert.Equal(FakeReports.WhyNot, (await Fleet.GetAsync($"/v1/hosts/{Fleet.Agent.Id}")).GetProperty("unfit").GetString());
        var (status, refused) = await Fleet.PostAsync("/v1/vms", await Fleet.NewVmAsync(FleetFixture.Name()));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "no-host-fits"), (status, refused.GetProperty("type").GetString()));
        Assert.Contains(FakeReports.WhyNot, refused.ToString(), StringComparison.Ordinal);

        Assert.Equal("preflight-reason-invalid", (await WaiveAsync("ip-forwarding", " ")).Body.GetProperty("type").GetString());
        Assert.Equal("preflight-not-failing", (await WaiveAsync("cpu-cores", "no such")).Body.GetProperty("type").GetString());
        var (waived, view) = await WaiveAsync("ip-forwarding", "routed elsewhere");
        Assert.Equal(HttpStatusCode.OK, waived);
        Assert.Equal(("ip-forwarding", "routed elsewhere"), (view.GetProperty("waivers")[0].GetProperty("checkId").GetString(), view.GetProperty("waivers")[0].GetProperty("reason").GetString()));
        await Fleet.CreateAsync(FleetFixture.Name());

        Assert.Equal(HttpStatusCode.OK, (await Fleet.SendAsync(HttpMethod.Delete, Path + "/waivers/ip-forwarding")).Status);
        Assert.Equal("preflight-not-waived", (await Fleet.SendAsync(HttpMethod.Delete, Path + "/waivers/ip-forwarding")).Body.GetProperty("type").GetString());
        Assert.Equal(FakeReports.WhyNot, (await Fleet.GetAsync($"/v1/hosts/{Fleet.Agent.Id}")).GetProperty("unfit").GetString());
        await CheckAsync(FakeReports.Required("ip-forwarding", passes: true));
        await Fleet.CreateAsync(FleetFixture.Name());
        var acts = (await Fleet.GetAsync($"/v1/audit?subjectId={Fleet.Agent.Id}")).GetProperty("items").EnumerateArray().Select(row => row.GetProperty("action").GetString()).ToArray();
        Assert.Contains("host.waive", acts);
        Assert.Contains("host.unwaive", acts);
    }

    [Fact]
    public async Task Twenty_runs_are_kept_with_what_changed_from_one_to_the_next()
    {
        await CheckAsync(FakeReports.Required("ip-forwarding", passes: true), FakeReports.Required("gone", passes: true));
        var changed = await CheckAsync(FakeReports.Required("ip-forwarding", passes: true), FakeReports.Required("new", passes: true));
        Assert.Equal(["new null pass", "gone pass null"], changed.GetProperty("changes").EnumerateArray().Select(Change));
        for (var run = 0; run < 21; run++)
        {
            changed = await CheckAsync(FakeReports.Required("ip-forwarding", passes: true));
        }

        var history = changed.GetProperty("history").EnumerateArray().ToArray();
        Assert.Equal((20, 0), (history.Length, history[0].GetProperty("changed").GetInt32()));
        Assert.Equal(JsonValueKind.Null, history[^1].GetProperty("changed").ValueKind);
        var old = await Fleet.GetAsync($"{Path}?run={history[5].GetProperty("id").GetString()}");
        Assert.Equal(history[5].GetProperty("at").GetString(), old.GetProperty("at").GetString());
        Assert.Equal("preflight-not-found", (await Fleet.SendAsync(HttpMethod.Get, $"{Path}?run={Guid.NewGuid()}")).Body.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("html", "text/html", "<!doctype html>")]
    [InlineData("json", "application/json", "{\"at\":")]
    [InlineData("jUnit", "application/xml", "<?xml")]
    [InlineData("markdown", "text/markdown", "# ")]
    public async Task A_report_is_taken_along(string format, string type, string beginning)
    {
        await CheckAsync(FakeReports.Required("ip-forwarding", passes: true));
        using var answer = await Fleet.Client.GetAsync($"{Path}/export?format={format}", Token);
        Assert.Equal((HttpStatusCode.OK, type, "attachment"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentDisposition?.DispositionType));
        Assert.StartsWith(beginning, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal("preflight-format-invalid", (await Fleet.SendAsync(HttpMethod.Get, Path + "/export?format=pdf")).Body.GetProperty("type").GetString());
    }

    [Fact]
    public async Task An_agent_without_checks_and_one_that_is_away_are_said_to_be_so()
    {
        Fleet.Host.Preflight = null;
        Assert.Equal("preflight-unsupported", (await Fleet.PostAsync(Path)).Body.GetProperty("type").GetString());
        await Fleet.Agent.GoAwayAsync();
        await Fleet.ReachableAsync(false);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Fleet.PostAsync(Path)).Status);
        await Fleet.Agent.ComeBackAsync(Token);
        await Fleet.ReachableAsync(true);
    }

    [Fact]
    public async Task What_the_host_says_is_bounded_and_holds_no_control_characters()
    {
        var odd = FakeReports.Required("odd", passes: false, "a\u0000b\u001b[31m\u202ec" + new string('x', 5000));
        var view = await CheckAsync(odd with { Outcome = odd.Outcome with { Fix = CheckFix.Of("Do.", "true\nrm -rf /") } }, odd, FakeReports.Required("<script>", passes: false));
        var check = Assert.Single(view.GetProperty("report").GetProperty("results").EnumerateArray());
        var message = check.GetProperty("outcome").GetProperty("message").GetString()!; // every check has one
        Assert.StartsWith("a b [31m cx", message, StringComparison.Ordinal);
        Assert.Equal((1000, "true rm -rf /"), (message.Length, check.GetProperty("outcome").GetProperty("fix").GetProperty("debian")[0].GetString()));
        await CheckAsync(FakeReports.Required("ip-forwarding", passes: true));
    }

    [Fact]
    public async Task A_host_is_checked_when_it_has_joined_and_what_fails_then_is_waived_where_that_was_said()
    {
        foreach (var accepted in new[] { false, true })
        {
            var token = Marks.Keep((await Fleet.PostAsync("/v1/hosts/join-tokens", new { acceptUnfit = accepted })).Body.GetProperty("token").GetString()!); // it was made
            await using var agent = await FakeAgent.JoinAsync(Fleet.Portal.Base, token, $"joins-{accepted}", Token, new FakeHost { Preflight = FakeReports.Of(FakeReports.Required("ip-forwarding", passes: false)) });
            JsonElement host = default;
            await Until.TrueAsync("its first preflight", Soon, async () => (host = await Fleet.GetAsync($"/v1/hosts/{agent.Id}")).TryGetProperty("preflightAt", out var at) && at.ValueKind == JsonValueKind.String, Token, () => host.ToString());
            Assert.Equal(accepted ? null : FakeReports.WhyNot, host.TryGetProperty("unfit", out var unfit) ? unfit.GetString() : null);
            var view = await Fleet.GetAsync($"/v1/hosts/{agent.Id}/preflight");
            Assert.Equal(("nexus", accepted ? 1 : 0), (view.GetProperty("askedBy").GetString(), view.GetProperty("waivers").GetArrayLength()));
            Assert.Equal(HttpStatusCode.NoContent, (await Fleet.SendAsync(HttpMethod.Delete, $"/v1/hosts/{agent.Id}")).Status);
        }
    }

    private async Task<JsonElement> CheckAsync(params CheckResult[] results)
    {
        Fleet.Host.Preflight = FakeReports.Of(results);
        var (status, view) = await Fleet.PostAsync(Path);
        Assert.True(status == HttpStatusCode.OK, view.ToString());
        return view;
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> WaiveAsync(string check, string reason) => Fleet.SendAsync(HttpMethod.Put, $"{Path}/waivers/{check}", new { reason });

    private static string Change(JsonElement change) => $"{change.GetProperty("id").GetString()} {change.GetProperty("before").GetString() ?? "null"} {change.GetProperty("after").GetString() ?? "null"}";
}
