using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Live;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Metrics;

public sealed class MetricTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private TestFleet Fleet => fixture.Fleet;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Samples_are_shown_live_kept_and_read_back()
    {
        var id = await Fleet.CreateAsync(FleetFixture.Name());
        var api = Fleet.Portal.Services.GetRequiredService<IMetricApi>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var live = api.FollowAsync(Caller.System, [id], [Fleet.Agent.Id], stop.Token).GetAsyncEnumerator(stop.Token);
        var first = live.MoveNextAsync();
        await Until.TrueAsync("the agent knows who is watched", Soon, () => Task.FromResult(Fleet.Host.Interest.Contains(id)), Token);
        Send(id, 0.5, null);
        Assert.True(await first);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await live.MoveNextAsync())
            {
                // The host's own tick of the same batch may still wait.
            }
        });
        await live.DisposeAsync();
        await Until.TrueAsync("nobody is watched any more", Soon, () => Task.FromResult(!Fleet.Host.Interest.Contains(id)), Token);
        Assert.Single(api.Recent(id, 10));

        await Until.TrueAsync("the history has it", Soon, async () => (await Fleet.GetAsync($"/v1/vms/{id}/metrics")).GetProperty("points").GetArrayLength() > 0, Token);
        var point = (await Fleet.GetAsync($"/v1/vms/{id}/metrics")).GetProperty("points")[0].GetProperty("sample");
        Assert.Equal(0.5, point.GetProperty("guestCpu").GetDouble(), 3);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, point.GetProperty("netInBytes").ValueKind);
        Assert.True((await Fleet.GetAsync($"/v1/hosts/{Fleet.Agent.Id}/metrics")).GetProperty("points").GetArrayLength() > 0);
    }

    [Fact]
    public async Task Rolling_up_twice_gives_the_same()
    {
        var id = await Fleet.CreateAsync(FleetFixture.Name());
        Send(id, 0.2, 100);
        await Until.TrueAsync("it is stored", Soon, async () => (await Fleet.GetAsync($"/v1/vms/{id}/metrics")).GetProperty("points").GetArrayLength() > 0, Token);
        var upkeep = Fleet.Portal.Services.GetRequiredService<MetricUpkeep>();
        for (var i = 0; i < 2; i++)
        {
            await upkeep.RollUpAsync(DateTimeOffset.UtcNow.AddMinutes(1), Token);
        }

        var from = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddDays(-3).ToString("O"));
        var to = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddMinutes(2).ToString("O"));
        var history = await Fleet.GetAsync($"/v1/vms/{id}/metrics?from={from}&to={to}");
        Assert.Equal(1, history.GetProperty("points").GetArrayLength());
        Assert.Equal(0.2, history.GetProperty("points")[0].GetProperty("sample").GetProperty("guestCpu").GetDouble(), 3);
    }

    [Fact]
    public async Task A_range_that_cannot_be_is_refused()
    {
        var id = await Fleet.CreateAsync(FleetFixture.Name());
        foreach (var query in new[] { "from=yesterday", "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "step=0", "step=99999999" })
        {
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await Fleet.SendAsync(HttpMethod.Get, $"/v1/vms/{id}/metrics?{query}")).Status);
        }

        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await Fleet.SendAsync(HttpMethod.Get, $"/v1/vms/{VmId.New()}/metrics")).Status);
    }

    [Fact]
    public void A_ring_keeps_the_newest()
    {
        var ring = new SampleRing<int>();
        for (var i = 0; i < 100; i++)
        {
            ring.Add(i, 10);
        }

        Assert.Equal([98, 99], ring.Newest(2));
        Assert.Equal(10, ring.Count);
    }

    private void Send(VmId id, double cpu, double? net) => Fleet.Host.SendMetrics(new MetricBatch
    {
        At = DateTimeOffset.UtcNow,
        Host = new HostSample { Cpu = 0.1, MemoryTotalBytes = 1 << 30 },
        Vms = [new VmSample { Vm = id, GuestCpu = cpu, NetInBytes = net }],
    });
}
