using System.Net;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Vms;

/// <summary>What an operator can do with a machine whose host is away: each test takes its host away, so each has a fleet of its own.</summary>
public sealed class AwayTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delete_is_refused_at_once_or_waits_until_the_host_is_back()
    {
        await using var fleet = await TestFleet.StartAsync();
        var id = await fleet.CreateAsync("web-1");
        await fleet.Agent.GoAwayAsync();
        await fleet.ReachableAsync(false);

        var (status, problem) = await fleet.SendAsync(HttpMethod.Delete, $"/v1/vms/{id}");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "host-unreachable"), (status, problem.GetProperty("type").GetString()));
        Assert.Contains("whenAway=wait", problem.GetProperty("fix").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await fleet.SendAsync(HttpMethod.Delete, $"/v1/vms/{id}?whenAway=7")).Status);

        // Called off while it waits: the machine stays.
        var (_, first) = await fleet.SendAsync(HttpMethod.Delete, $"/v1/vms/{id}?whenAway=wait");
        await WaitsAsync(fleet, first);
        Assert.Equal(HttpStatusCode.Accepted, (await fleet.PostAsync($"/v1/operations/{first.GetProperty("id").GetString()}/cancel")).Status);
        Assert.Equal("cancelled", (await fleet.EndedAsync(first)).GetProperty("status").GetString());
        Assert.Equal("unknown", (await fleet.VmAsync(id)).GetProperty("state").GetString());

        var (_, second) = await fleet.PostAsync($"/v1/operations/{first.GetProperty("id").GetString()}/retry");
        await WaitsAsync(fleet, second);
        Assert.NotNull(fleet.Host.Report(id));
        await fleet.Agent.ComeBackAsync(Token);
        Assert.Equal("succeeded", (await fleet.EndedAsync(second)).GetProperty("status").GetString());
        Assert.Null(fleet.Host.Report(id));
        Assert.Equal(HttpStatusCode.NotFound, (await fleet.SendAsync(HttpMethod.Get, $"/v1/vms/{id}")).Status);
    }

    [Fact]
    public async Task A_forgotten_machine_is_an_orphan_when_its_host_is_back_and_can_be_adopted_under_another_name()
    {
        await using var fleet = await TestFleet.StartAsync();
        var id = await fleet.CreateAsync("web-1");
        Assert.Equal("host-answers", (await fleet.SendAsync(HttpMethod.Delete, $"/v1/vms/{id}?whenAway=forget")).Body.GetProperty("type").GetString());
        await fleet.Agent.GoAwayAsync();
        await fleet.ReachableAsync(false);

        // The one who no longer wants to wait pushes the waiting delete aside.
        var (_, waiting) = await fleet.SendAsync(HttpMethod.Delete, $"/v1/vms/{id}?whenAway=wait");
        await WaitsAsync(fleet, waiting);
        var (status, forget) = await fleet.SendAsync(HttpMethod.Delete, $"/v1/vms/{id}?whenAway=forget");
        Assert.Equal((HttpStatusCode.Accepted, "vm.forget"), (status, forget.GetProperty("kind").GetString()));
        Assert.Equal("succeeded", (await fleet.EndedAsync(forget)).GetProperty("status").GetString());
        Assert.Equal("cancelled", (await fleet.EndedAsync(waiting)).GetProperty("status").GetString());
        Assert.Equal(0, (await fleet.GetAsync("/v1/vms")).GetProperty("items").GetArrayLength());

        await fleet.Agent.ComeBackAsync(Token);
        await fleet.ReachableAsync(true);
        var path = $"/v1/hosts/{fleet.Agent.Id}/orphans";
        await Until.TrueAsync("the orphan is seen", Soon, async () => (await fleet.GetAsync(path)).GetProperty("items").GetArrayLength() == 1, Token);
        var orphan = (await fleet.GetAsync(path)).GetProperty("items")[0];
        Assert.Equal(("web-1", "running", 256), (orphan.GetProperty("name").GetString(), orphan.GetProperty("state").GetString(), orphan.GetProperty("memoryMiB").GetInt32()));
        await Until.TrueAsync("the host says so", Soon, async () => (await fleet.GetAsync($"/v1/hosts/{fleet.Agent.Id}")).GetProperty("orphanCount").GetInt32() == 1, Token);

        Assert.Equal("vm-invalid", (await fleet.PostAsync($"{path}/{id}/adopt", new { name = "No Name" })).Body.GetProperty("type").GetString());
        var (taken, adopt) = await fleet.PostAsync($"{path}/{id}/adopt", new { name = "web-again" });
        Assert.True(taken == HttpStatusCode.Accepted, adopt.ToString());
        Assert.Equal("succeeded", (await fleet.EndedAsync(adopt)).GetProperty("status").GetString());
        var vm = await fleet.VmAsync(id);
        Assert.Equal(("web-again", "nexus-tiny"), (vm.GetProperty("name").GetString(), vm.GetProperty("image").GetProperty("name").GetString()));
        await fleet.VmStateAsync(id, "running");
        await Until.TrueAsync("the agent has the name", Soon, () => Task.FromResult(fleet.Host.Wish(id)!.Spec.Name.Value == "web-again"), Token);
        Assert.Equal(0, (await fleet.GetAsync(path)).GetProperty("items").GetArrayLength());
        Assert.Contains("Adopted", (await fleet.GetAsync($"/v1/vms/{id}/events")).ToString(), StringComparison.Ordinal);
    }

    private static Task WaitsAsync(TestFleet fleet, System.Text.Json.JsonElement operation)
        => Until.TrueAsync("it waits in the queue for its host", Soon, async () =>
        {
            var now = await fleet.GetAsync($"/v1/operations/{operation.GetProperty("id").GetString()}");
            return now.GetProperty("status").GetString() == "queued" && now.GetProperty("startedAt").ValueKind == System.Text.Json.JsonValueKind.String && now.GetProperty("cancellable").GetBoolean();
        }, Token);
}
