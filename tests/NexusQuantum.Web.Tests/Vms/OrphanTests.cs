using System.Net;
using System.Text.Json;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Vms;

/// <summary>Machines an agent holds and the portal does not know.</summary>
public sealed class OrphanTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Path => $"/v1/hosts/{fixture.Fleet.Agent.Id}/orphans";

    [Fact]
    public async Task It_is_taken_over_as_it_is_and_nothing_is_told_to_its_agent()
    {
        var fleet = fixture.Fleet;
        var (id, name) = await LeaveAsync();
        var orphan = await SeenAsync(id);
        Assert.Equal((name, 1, 256, 1), (orphan.GetProperty("name").GetString(), orphan.GetProperty("vcpus").GetInt32(), orphan.GetProperty("memoryMiB").GetInt32(), orphan.GetProperty("rootDiskGiB").GetInt32()));
        var told = fleet.Host.Told.Count;
        var (status, operation) = await fleet.PostAsync($"{Path}/{id}/adopt");
        Assert.Equal((HttpStatusCode.Accepted, "vm.adopt"), (status, operation.GetProperty("kind").GetString()));
        Assert.Equal("succeeded", (await fleet.EndedAsync(operation)).GetProperty("status").GetString());
        await fleet.VmStateAsync(id, "running");
        var vm = await fleet.VmAsync(id);
        Assert.Equal((7L, 7L, "running"), (vm.GetProperty("generation").GetInt64(), vm.GetProperty("appliedGeneration").GetInt64(), vm.GetProperty("power").GetString()));
        Assert.Equal(told, fleet.Host.Told.Count);

        // From here on it is a machine like any other.
        var (_, stop) = await fleet.PostAsync($"/v1/vms/{id}/stop", new { mode = "force" });
        Assert.Equal("succeeded", (await fleet.EndedAsync(stop)).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await fleet.PostAsync($"{Path}/{id}/adopt")).Status);
    }

    [Fact]
    public async Task It_is_removed_from_its_host()
    {
        var fleet = fixture.Fleet;
        var (id, _) = await LeaveAsync();
        await SeenAsync(id);
        var (status, operation) = await fleet.SendAsync(HttpMethod.Delete, $"{Path}/{id}");
        Assert.Equal((HttpStatusCode.Accepted, "vm.removeOrphan"), (status, operation.GetProperty("kind").GetString()));
        Assert.Equal("succeeded", (await fleet.EndedAsync(operation)).GetProperty("status").GetString());
        Assert.Null(fleet.Host.Report(id));
        Assert.Null(await FindAsync(id));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_before_anything_is_done()
    {
        var fleet = fixture.Fleet;
        var taken = FleetFixture.Name();
        await fleet.CreateAsync(taken);
        var (id, _) = await LeaveAsync(taken);
        await SeenAsync(id);
        Assert.Equal((HttpStatusCode.Conflict, "vm-name-taken"), (await fleet.PostAsync($"{Path}/{id}/adopt")) is var (status, problem) ? (status, problem.GetProperty("type").GetString()) : default);
        Assert.NotNull(await FindAsync(id));
    }

    [Fact]
    public async Task A_machine_of_the_portal_is_no_orphan_and_cannot_be_removed_as_one()
    {
        var fleet = fixture.Fleet;
        var ours = await fleet.CreateAsync(FleetFixture.Name());
        var (later, _) = await LeaveAsync();
        await SeenAsync(later);
        Assert.Null(await FindAsync(ours));
        Assert.Equal(HttpStatusCode.NotFound, (await fleet.SendAsync(HttpMethod.Delete, $"{Path}/{ours}")).Status);
        Assert.NotNull(fleet.Host.Report(ours));
        Assert.Equal(HttpStatusCode.NotFound, (await fleet.SendAsync(HttpMethod.Get, $"/v1/hosts/{Guid.CreateVersion7()}/orphans")).Status);
    }

    [Fact]
    public async Task An_agent_that_does_not_tell_what_it_holds_can_only_be_asked_to_remove_it()
    {
        var fleet = fixture.Fleet;
        fleet.Host.TellsWishes = false;
        var (id, _) = await LeaveAsync();
        var orphan = await SeenAsync(id);
        fleet.Host.TellsWishes = true;
        Assert.Equal(JsonValueKind.Null, orphan.GetProperty("name").ValueKind);
        Assert.Equal("orphan-not-adoptable", (await fleet.PostAsync($"{Path}/{id}/adopt")).Body.GetProperty("type").GetString());
    }

    private async Task<(VmId Id, string Name)> LeaveAsync(string? name = null)
    {
        var fleet = fixture.Fleet;
        name ??= FleetFixture.Name();
        if (fleet.Host.Told.IsEmpty)
        {
            await fleet.CreateAsync(FleetFixture.Name());
        }

        var like = fleet.Host.Told.First().Wish;
        var id = VmId.New();
        fleet.Host.Ensure(id, like with { Generation = 7, Power = new VmPowerWish { Target = VmPower.Running, Boots = 0, Resets = 0, GraceSeconds = 30 }, Spec = like.Spec with { Name = VmName.Parse(name, null), Nics = [] } });
        return (id, name);
    }

    private Task<JsonElement> SeenAsync(VmId id)
    {
        JsonElement found = default;
        return SeenAsync();

        async Task<JsonElement> SeenAsync()
        {
            await Until.TrueAsync("the orphan is seen running", Soon, async () =>
            {
                found = await FindAsync(id) ?? default;
                return found.ValueKind == JsonValueKind.Object && found.GetProperty("state").GetString() == "running";
            }, Token);
            return found;
        }
    }

    private async Task<JsonElement?> FindAsync(VmId id)
        => (await fixture.Fleet.GetAsync(Path)).GetProperty("items").EnumerateArray().FirstOrDefault(orphan => orphan.GetProperty("id").GetString() == id.ToString()) is { ValueKind: JsonValueKind.Object } found ? found : null;
}
