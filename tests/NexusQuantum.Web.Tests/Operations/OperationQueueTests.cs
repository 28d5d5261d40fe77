using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Operations;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Operations;

public sealed class OperationQueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_operation_on_a_subject_is_refused_and_the_first_is_named()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = bench.Replica();
        var subject = Guid.CreateVersion7();
        var live = await replica.QueueAsync(OperationBench.Some(subject), Token);
        var refused = await replica.EnqueueAsync(OperationBench.Some(subject), Token);
        Assert.Equal(ErrorKind.Conflict, refused.Error?.Kind);
        Assert.Contains(live.ToString(), refused.Error!.Message, StringComparison.Ordinal);
        Assert.Contains(live.ToString(), refused.Error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_askers_at_once_one_gets_the_subject_and_all_others_a_conflict()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = bench.Replica();
        var subject = Guid.CreateVersion7();
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => replica.EnqueueAsync(OperationBench.Some(subject), Token)));
        Assert.Single(results, result => result.Ok);
        Assert.All(results.Where(result => !result.Ok), result => Assert.Equal("operation-in-progress", result.Error?.Type));
    }

    [Fact]
    public async Task An_ended_operation_frees_its_subject()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        bench.Work.ReleaseAll();
        var replica = await bench.StartAsync(Token);
        var subject = Guid.CreateVersion7();
        await replica.EndedAsync(await replica.QueueAsync(OperationBench.Some(subject), Token), Token);
        Assert.True((await replica.EnqueueAsync(OperationBench.Some(subject), Token)).Ok);
    }

    [Fact]
    public async Task Higher_work_cancels_lower_work_and_follows_it()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = await bench.StartAsync(Token);
        var subject = Guid.CreateVersion7();
        var lower = await replica.QueueAsync(OperationBench.Some(subject), Token);
        await bench.Work.BegunAsync(lower, Token);
        bench.Work.InsteadOfUndo = _ =>
        {
            Assert.DoesNotContain(bench.Work.Runs, run => run != lower);
            return Task.CompletedTask;
        };
        var higher = await replica.QueueAsync(OperationBench.Some(subject, "test.force", precedence: 1), Token);
        Assert.Equal(OperationStatus.Cancelled, (await replica.EndedAsync(lower, Token)).Status);
        await bench.Work.BegunAsync(higher, Token);
        Assert.Equal("operation-in-progress", (await replica.EnqueueAsync(OperationBench.Some(subject, "test.force", precedence: 1), Token)).Error?.Type);
        bench.Work.Release(higher);
        Assert.Equal(OperationStatus.Succeeded, (await replica.EndedAsync(higher, Token)).Status);
    }

    [Fact]
    public async Task A_queue_of_superseding_work_ends_in_order()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = await bench.StartAsync(Token);
        var subject = Guid.CreateVersion7();
        var first = await replica.QueueAsync(OperationBench.Some(subject), Token);
        await bench.Work.BegunAsync(first, Token);
        var second = await replica.QueueAsync(OperationBench.Some(subject, "test.force", precedence: 1), Token);
        var third = await replica.QueueAsync(OperationBench.Some(subject, "test.force", precedence: 2), Token);
        bench.Work.Release(third);
        Assert.Equal(OperationStatus.Succeeded, (await replica.EndedAsync(third, Token)).Status);
        Assert.Equal(OperationStatus.Cancelled, (await replica.EndedAsync(first, Token)).Status);
        Assert.Equal(OperationStatus.Cancelled, (await replica.EndedAsync(second, Token)).Status);
    }

    [Fact]
    public async Task Without_a_transaction_nothing_is_queued()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = bench.Replica();
        await using var db = await replica.DatabaseAsync(Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => replica.Queue.EnqueueAsync(db, OperationBench.Some(), Token));
    }

    [Fact]
    public async Task Work_whose_wish_was_not_committed_does_not_exist()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = await bench.StartAsync(Token);
        await using (var db = await replica.DatabaseAsync(Token))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            var queued = await replica.Queue.EnqueueAsync(db, OperationBench.Some(), Token);
            Assert.True(queued.Ok);
            await db.SaveChangesAsync(Token);
        }

        Assert.Empty((await replica.Api.ListAsync(OperationBench.Mara, new OperationQuery(), Token)).Value!.Items);
    }

    [Fact]
    public async Task A_key_is_used_once_per_caller_and_found_again_by_the_same_request_only()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = bench.Replica();
        var scope = new IdempotencyScope("key-1", [1, 2, 3]);
        IdempotencyScope.Current = scope;
        var id = await replica.QueueAsync(OperationBench.Some(), Token);
        Assert.Equal("idempotency-key-reused", (await replica.EnqueueAsync(OperationBench.Some(), Token)).Error?.Type);
        Assert.True((await replica.EnqueueAsync(OperationBench.Some() with { RequestedBy = new(Guid.NewGuid(), "ada") }, Token)).Ok);
        IdempotencyScope.Current = null;

        await using var db = await replica.DatabaseAsync(Token);
        Assert.Equal(id, (await OperationQueue.FindReplayAsync(db, OperationBench.Mara.UserId, scope, Token)).Value?.Id);
        Assert.Equal("idempotency-key-reused", (await OperationQueue.FindReplayAsync(db, OperationBench.Mara.UserId, scope with { RequestHash = [9] }, Token)).Error?.Type);
        Assert.True((await OperationQueue.FindReplayAsync(db, OperationBench.Mara.UserId, scope with { Key = "other" }, Token)).Ok);
    }

    [Fact]
    public async Task A_database_that_goes_away_and_comes_back_loses_nothing()
    {
        await using var cluster = await NexusQuantum.Tests.Shared.Databases.TestCluster.StartAsync(Token);
        await using var portal = await TestPortal.StartAsync(await cluster.CreateDatabaseAsync(Token), Token, builder => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<IOperationHandler>(builder.Services, new FakeHandler("test.work", Work)));
        var api = (IOperationApi)portal.Services.GetService(typeof(IOperationApi))!;
        var queue = (OperationQueue)portal.Services.GetService(typeof(OperationQueue))!;
        var databases = (Microsoft.EntityFrameworkCore.IDbContextFactory<NexusQuantum.Web.Data.NexusDb>)portal.Services.GetService(typeof(Microsoft.EntityFrameworkCore.IDbContextFactory<NexusQuantum.Web.Data.NexusDb>))!;
        OperationRow row;
        await using (var db = await databases.CreateDbContextAsync(Token))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            row = (await queue.EnqueueAsync(db, OperationBench.Some(), Token)).Value!;
            await db.SaveChangesAsync(Token);
            await transaction.CommitAsync(Token);
            queue.Wake(row);
        }

        await Work.BegunAsync(row.Id, Token);
        await cluster.StopServerAtOnceAsync(Token);
        Work.ReleaseAll();
        await cluster.StartServerAsync(Token);
        await NexusQuantum.Tests.Shared.Stacks.Until.TrueAsync("the operation ended", OperationBench.Patience, async () =>
        {
            try
            {
                return (await api.GetAsync(OperationBench.Mara, row.Id, Token)).Value?.Status == OperationStatus.Succeeded;
            }
            catch (Npgsql.NpgsqlException)
            {
                return false;
            }
            catch (InvalidOperationException e) when (NexusQuantum.Web.Data.DatabaseOutage.Is(e))
            {
                return false;
            }
        }, Token);
    }

    private static readonly FakeWork Work = new();
}
