using System.Net;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Hosts;

public sealed class HostTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private TestFleet Fleet => fixture.Fleet;

    [Fact]
    public async Task A_host_shows_its_facts_and_what_is_promised()
    {
        await Fleet.CreateAsync(FleetFixture.Name());
        var host = await Fleet.GetAsync($"/v1/hosts/{Fleet.Agent.Id}");
        Assert.Equal(("Fake CPU", 2048L), (host.GetProperty("facts").GetProperty("cpuModel").GetString(), host.GetProperty("reservedMemoryMiB").GetInt64()));
        Assert.True(host.GetProperty("promisedMemoryMiB").GetInt64() >= 256);
        Assert.InRange(host.GetProperty("clockSkewSeconds").GetDouble(), -2, 2);
        Assert.Equal("default", (await Fleet.GetAsync("/v1/networks")).GetProperty("items")[0].GetProperty("facts").GetProperty("name").GetString());
        var (status, problem) = await Fleet.SendAsync(HttpMethod.Delete, $"/v1/hosts/{Fleet.Agent.Id}");
        Assert.Equal((HttpStatusCode.Conflict, "host-has-vms"), (status, problem.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_host_is_renamed_and_bad_edits_are_refused()
    {
        Assert.Equal("renamed", (await Fleet.SendAsync(HttpMethod.Patch, $"/v1/hosts/{Fleet.Agent.Id}", new { name = "renamed" })).Body.GetProperty("name").GetString());
        Assert.Equal("host-name-bad", (await Fleet.SendAsync(HttpMethod.Patch, $"/v1/hosts/{Fleet.Agent.Id}", new { name = "<b>" })).Body.GetProperty("type").GetString());
        Assert.Equal("host-address-bad", (await Fleet.SendAsync(HttpMethod.Patch, $"/v1/hosts/{Fleet.Agent.Id}", new { address = "nowhere" })).Body.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await Fleet.SendAsync(HttpMethod.Get, $"/v1/hosts/{Guid.NewGuid()}")).Status);
    }
}
