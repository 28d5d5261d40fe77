using NexusQuantum.Domain.Operations;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Tests.Operations;

/// <summary>What remains true when a portal dies, hangs or is cut off.</summary>
public sealed class OperationLeaseTests
{
    private static readonly OperationOptions Short = new() { Lease = TimeSpan.FromSeconds(2), Renewal = TimeSpan.FromMilliseconds(300) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_of_a_dead_replica_is_run_again_when_its_lease_runs_out()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = bench.Replica(Short);
        var id = await replica.QueueAsync(OperationBench.Some(), Token);
        await replica.SqlAsync($"UPDATE operations SET status = 'running', started_at = now(), attempts = 1, lease_owner = '{Guid.NewGuid()}', lease_until = now() + interval '1 second'", Token);
        bench.Work.ReleaseAll();
        await replica.StartAsync(Token);
        Assert.Equal(OperationStatus.Succeeded, (await replica.EndedAsync(id, Token)).Status);
        Assert.Single(bench.Work.Runs);
    }

    [Fact]
    public async Task A_restarted_replica_takes_its_own_work_back_without_waiting_for_the_lease()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var name = Guid.NewGuid();
        var replica = bench.Replica(id: name);
        var id = await replica.QueueAsync(OperationBench.Some(), Token);
        await replica.SqlAsync($"UPDATE operations SET status = 'running', started_at = now(), attempts = 1, lease_owner = '{name}', lease_until = now() + interval '1 hour'", Token);
        bench.Work.ReleaseAll();
        await replica.StartAsync(Token);
        Assert.Equal(OperationStatus.Succeeded, (await replica.EndedAsync(id, Token)).Status);
    }

    [Fact]
    public async Task Work_whose_lease_is_renewed_is_not_taken_by_another()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var one = await bench.StartAsync(Token, Short);
        var id = await one.QueueAsync(OperationBench.Some(), Token);
        await bench.Work.BegunAsync(id, Token);
        await bench.StartAsync(Token, Short);
        await Task.Delay(Short.Lease * 2, Token); // longer than the lease: only renewal keeps it
        Assert.Single(bench.Work.Runs);
        bench.Work.Release(id);
        Assert.Equal(OperationStatus.Succeeded, (await one.EndedAsync(id, Token)).Status);
    }

    [Fact]
    public async Task A_replica_that_lost_its_lease_stops_and_writes_nothing_more()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = await bench.StartAsync(Token, Short);
        var id = await replica.QueueAsync(OperationBench.Some(), Token);
        await bench.Work.BegunAsync(id, Token);
        await replica.SqlAsync($"UPDATE operations SET lease_owner = '{Guid.NewGuid()}', attempts = attempts + 1, lease_until = now() + interval '1 hour' WHERE id = '{id}'", Token);
        await Until.TrueAsync("the handler was stopped", OperationBench.Patience, () => Task.FromResult(bench.Work.Stops.Contains(StopCause.LeaseLost)), Token);
        var row = (await replica.Api.GetAsync(OperationBench.Mara, id, Token)).Value!;
        Assert.Equal(OperationStatus.Running, row.Status);
        Assert.Empty(bench.Work.Undone);
    }

    [Fact]
    public async Task A_stopping_replica_gives_its_work_back_and_another_goes_on_at_once()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var stops = await bench.StartAsync(Token, new OperationOptions { Lease = TimeSpan.FromHours(1) });
        var id = await stops.QueueAsync(OperationBench.Some(), Token);
        await bench.Work.BegunAsync(id, Token);
        await stops.StopAsync();
        Assert.Equal([StopCause.Shutdown], bench.Work.Stops);
        var other = await bench.StartAsync(Token);
        bench.Work.ReleaseAll();
        Assert.Equal(OperationStatus.Succeeded, (await other.EndedAsync(id, Token)).Status);
        Assert.Equal(2, bench.Work.Runs.Count);
    }

    [Fact]
    public async Task A_cancel_that_its_replica_did_not_survive_is_undone_by_another()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = bench.Replica(Short);
        var id = await replica.QueueAsync(OperationBench.Some(), Token);
        await replica.SqlAsync($"UPDATE operations SET status = 'running', cancel_requested = true, attempts = 1, lease_owner = '{Guid.NewGuid()}', lease_until = now()", Token);
        await replica.StartAsync(Token);
        Assert.Equal(OperationStatus.Cancelled, (await replica.EndedAsync(id, Token)).Status);
        Assert.Equal([id], bench.Work.Undone);
        Assert.Empty(bench.Work.Runs);
    }

    [Fact]
    public async Task Work_that_keeps_killing_its_portal_is_given_up()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = bench.Replica(Short);
        var id = await replica.QueueAsync(OperationBench.Some(), Token);
        await replica.SqlAsync($"UPDATE operations SET status = 'running', attempts = 5, lease_owner = '{Guid.NewGuid()}', lease_until = now()", Token);
        await replica.StartAsync(Token);
        Assert.Equal("operation-given-up", (await replica.EndedAsync(id, Token)).Error?.Type);
        Assert.Empty(bench.Work.Runs);
    }

    [Fact]
    public async Task Many_replicas_run_each_operation_once()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        bench.Work.ReleaseAll();
        var replicas = new List<OperationReplica>();
        for (var i = 0; i < 3; i++)
        {
            replicas.Add(await bench.StartAsync(Token));
        }

        var ids = new List<OperationId>();
        for (var i = 0; i < 60; i++)
        {
            ids.Add(await replicas[i % 3].QueueAsync(OperationBench.Some(), Token));
        }

        foreach (var id in ids)
        {
            await replicas[0].EndedAsync(id, Token);
        }

        Assert.Equal(60, bench.Work.Runs.Count);
        Assert.Equal(60, bench.Work.Runs.Distinct().Count());
    }
}
