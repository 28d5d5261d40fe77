using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Stories;

/// <summary>The same without a browser: what curl and a token can do.</summary>
[TestMethodOrderer(typeof(StoryOrder))]
public sealed class ApiStoryTests(Installation installation)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_description_names_every_door_that_is_used_here()
    {
        await installation.ReadyAsync(Token);
        using var api = installation.Api();
        var paths = (await api.GetAsync("/openapi/v1.json", Token)).GetProperty("paths").EnumerateObject().Select(path => path.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var path in new[]
        {
            "/v1/setup", "/v1/login", "/v1/me", "/v1/hosts", "/v1/hosts/join-tokens", "/v1/images", "/v1/networks", "/v1/vms", "/v1/vms/{id}", "/v1/vms/{id}/start",
            "/v1/vms/{id}/stop", "/v1/vms/{id}/restart", "/v1/vms/{id}/reset", "/v1/vms/{id}/pause", "/v1/vms/{id}/resume", "/v1/vms/{id}/exec",
            "/v1/vms/{id}/console/log", "/v1/vms/{id}/metrics", "/v1/vms/{id}/events", "/v1/operations", "/v1/operations/{id}", "/v1/operations/{id}/cancel",
        })
        {
            Assert.Contains(path, paths);
        }
    }

    [Fact]
    public async Task A_host_tells_its_facts_and_why_it_uses_its_accelerator_by_api_and_on_its_page()
    {
        await installation.ReadyAsync(Token);
        using var api = installation.Api();
        var host = (await api.GetAsync("/v1/hosts", Token)).Items().Single();
        var facts = host.GetProperty("facts");
        var engine = facts.GetProperty("engines").EnumerateArray().First();
        Assert.Contains(engine.Text("accelerator"), new[] { "kvm", "tcg" });
        Assert.True(facts.GetProperty("cpuCount").GetInt32() > 0 && facts.GetProperty("memoryBytes").GetInt64() > 0 && facts.GetProperty("disks").GetArrayLength() > 0, facts.ToString());
        await using var window = await installation.Chrome.OpenAsync(Look.Desk);
        await window.OpenAsync("/hosts/" + host.Id());
        var page = window.Page.Locator("main");
        foreach (var told in new[] { facts.Text("cpuModel"), facts.Text("kernel"), facts.Text("distribution"), engine.Text("version"), engine.Text("acceleratorReason"), "free for machines" })
        {
            Assert.NotEqual("", told);
            await Assertions.Expect(page).ToContainTextAsync(told);
        }

        // Its charts move: what stands beside a title is another figure some seconds later.
        await window.OpenAsync($"/hosts/{host.Id()}/metrics");
        var figures = window.Page.Locator("[data-chart] [data-value]");
        await Assertions.Expect(figures.First).ToContainTextAsync(new Regex(@"\d"), new() { Timeout = 20_000 });
        var seen = string.Join(' ', await figures.AllInnerTextsAsync());
        await Until.TrueAsync("the host's figures moving", TimeSpan.FromSeconds(15), async () => string.Join(' ', await figures.AllInnerTextsAsync()) != seen, Token);
    }

    [Fact]
    public async Task A_machine_is_created_used_and_removed()
    {
        await installation.ReadyAsync(Token);
        using var api = installation.Api();
        var vm = await api.CreateRunningAsync("api-1", await api.RootImageAsync(Token), Token);
        var id = vm.Id();

        var ran = await api.ExecAsync(id, "echo $((6*7)); echo oops >&2; exit 3", Token);
        Assert.Equal(("42\n", "oops\n", "3"), (ran.Text("stdout"), ran.Text("stderr"), ran.Text("exitCode")));
        await Until.TrueAsync(
            "its login prompt in the console's log",
            TimeSpan.FromSeconds(30),
            async () => (await api.Http.GetStringAsync($"/v1/vms/{id}/console/log", Token)).Contains("api-1 login", StringComparison.Ordinal),
            Token);

        await api.DoAsync($"/v1/vms/{id}/pause", new { }, Token);
        await api.WhenStateAsync(id, "paused", TimeSpan.FromSeconds(5), Token);
        await api.DoAsync($"/v1/vms/{id}/resume", new { }, Token);
        await api.DoAsync($"/v1/vms/{id}/reset", new { }, Token);
        await api.WhenVmAsync(id, "back after its reset", Api.BootTime, now => now.Text("state") == "running" && now.Has("guest"), Token);
        var edited = await api.PatchAsync("/v1/vms/" + id, new { description = "by script", tags = new[] { "api" } }, Token);
        Assert.Equal("by script", edited.Text("description"));
        await api.DoAsync($"/v1/vms/{id}/stop", new { mode = "graceful", timeoutSeconds = 30 }, Token);
        await api.WhenStateAsync(id, "stopped", TimeSpan.FromSeconds(10), Token);
        await api.EndOfAsync((await api.DeleteAsync("/v1/vms/" + id, Token)).Id(), Token);
        var gone = await Assert.ThrowsAsync<ApiRefusedException>(() => api.GetAsync("/v1/vms/" + id, Token));
        Assert.Equal(HttpStatusCode.NotFound, gone.Status);
    }

    [Fact]
    public async Task A_network_answers_guests_what_it_should_and_nothing_else()
    {
        var vm = await installation.MachineAsync(Token);
        using var api = installation.Api();
        // The portal and the agent of this host must not be reachable from inside.
        foreach (var port in new[] { installation.Stack.PortalPort, installation.Stack.AgentPort })
        {
            var tried = await api.ExecAsync(vm, $"gw=$(ip route | awk '/default/ {{ print $3 }}'); nc -w 3 $gw {port} </dev/null && echo reached || echo closed", Token);
            Assert.Contains("closed", tried.Text("stdout"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_token_there_is_nothing()
    {
        await installation.ReadyAsync(Token);
        using var http = installation.Stack.Http();
        foreach (var path in new[] { "/v1/vms", "/v1/hosts", "/v1/images", "/v1/operations", "/v1/me", "/metrics" })
        {
            using var answer = await http.GetAsync(path, Token);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }
}
