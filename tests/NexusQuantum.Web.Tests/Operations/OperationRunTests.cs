using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Tests.Operations;

public sealed class OperationRunTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Queued_work_is_run_with_its_steps_and_ends_as_succeeded()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = await bench.StartAsync(Token);
        var id = await replica.QueueAsync(OperationBench.Some(), Token);
        bench.Work.Release(id);
        var view = await replica.EndedAsync(id, Token);
        Assert.Equal((OperationStatus.Succeeded, 100, "mara"), (view.Status, view.Progress, view.RequestedBy));
        Assert.Equal([("First", StepStatus.Done, "done it"), ("Second", StepStatus.Skipped, null)], view.Steps.Select(step => (step.Name, step.Status, step.Detail)));
        Assert.NotNull(view.Steps[0].StartedAt);
        Assert.False(view.Cancellable);
    }

    [Fact]
    public async Task A_handlers_error_ends_it_as_failed_with_the_problem_and_the_evidence()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        bench.Work.Instead = async (context, cancellationToken) =>
        {
            await context.StepAsync("First", StepStatus.Running, cancellationToken: cancellationToken);
            context.Evidence = "last line";
            return new Error(ErrorKind.Failed, "disk-full", "The disk is full.") { Fix = "Free some." };
        };
        var replica = await bench.StartAsync(Token);
        var view = await replica.EndedAsync(await replica.QueueAsync(OperationBench.Some(), Token), Token);
        Assert.Equal((OperationStatus.Failed, "disk-full", "Free some.", "last line"), (view.Status, view.Error?.Type, view.Error?.Fix, view.Error?.Detail));
        Assert.Equal([StepStatus.Failed, StepStatus.Waiting], view.Steps.Select(step => step.Status));
        Assert.Empty(bench.Work.Undone);
    }

    [Fact]
    public async Task A_bug_in_a_handler_ends_its_operation_without_its_details()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        bench.Work.Instead = (_, _) => throw new InvalidOperationException("secret path /etc/shadow");
        var replica = await bench.StartAsync(Token);
        var view = await replica.EndedAsync(await replica.QueueAsync(OperationBench.Some(), Token), Token);
        Assert.Equal("operation-crashed", view.Error?.Type);
        Assert.DoesNotContain("shadow", view.Error?.Title + view.Error?.Detail + view.Error?.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_kind_fails_with_its_name()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = await bench.StartAsync(Token);
        var view = await replica.EndedAsync(await replica.QueueAsync(OperationBench.Some(kind: "vm.fly"), Token), Token);
        Assert.Equal("operation-kind-unknown", view.Error?.Type);
    }

    [Fact]
    public async Task Cancelling_running_work_undoes_it()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = await bench.StartAsync(Token);
        var id = await replica.QueueAsync(OperationBench.Some(), Token);
        await bench.Work.BegunAsync(id, Token);
        var asked = await replica.Api.CancelAsync(OperationBench.Mara, id, Token);
        Assert.True(asked.Ok);
        Assert.False(asked.Value.Cancellable);
        var view = await replica.EndedAsync(id, Token);
        Assert.Equal(OperationStatus.Cancelled, view.Status);
        Assert.Equal([id], bench.Work.Undone);
        Assert.Equal([StopCause.Cancel], bench.Work.Stops);
    }

    [Fact]
    public async Task Cancelling_work_that_another_replica_runs_reaches_it_at_once()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var runs = await bench.StartAsync(Token, new OperationOptions { Lease = TimeSpan.FromMinutes(5), Renewal = TimeSpan.FromMinutes(2) });
        var id = await runs.QueueAsync(OperationBench.Some(), Token);
        await bench.Work.BegunAsync(id, Token);
        var asks = await bench.StartAsync(Token);
        Assert.True((await asks.Api.CancelAsync(OperationBench.Mara, id, Token)).Ok);
        Assert.Equal(OperationStatus.Cancelled, (await asks.EndedAsync(id, Token)).Status);
    }

    [Fact]
    public async Task A_failing_undo_is_told()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        bench.Work.InsteadOfUndo = _ => throw new InvalidOperationException("no");
        var replica = await bench.StartAsync(Token);
        var id = await replica.QueueAsync(OperationBench.Some(), Token);
        await bench.Work.BegunAsync(id, Token);
        await replica.Api.CancelAsync(OperationBench.Mara, id, Token);
        Assert.Equal("operation-undo-failed", (await replica.EndedAsync(id, Token)).Error?.Type);
    }

    [Fact]
    public async Task Ended_or_uncancellable_work_is_not_cancelled()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = await bench.StartAsync(Token);
        var firm = await replica.QueueAsync(OperationBench.Some(cancellable: false), Token);
        Assert.Equal("operation-not-cancellable", (await replica.Api.CancelAsync(OperationBench.Mara, firm, Token)).Error?.Type);
        bench.Work.Release(firm);
        await replica.EndedAsync(firm, Token);
        Assert.Equal("operation-ended", (await replica.Api.CancelAsync(OperationBench.Mara, firm, Token)).Error?.Type);
        Assert.Equal(ErrorKind.NotFound, (await replica.Api.CancelAsync(OperationBench.Mara, OperationId.New(), Token)).Error?.Kind);
    }

    [Fact]
    public async Task No_more_than_so_many_run_at_once()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = await bench.StartAsync(Token, new OperationOptions { Concurrency = 3 });
        var ids = new List<OperationId>();
        for (var i = 0; i < 8; i++)
        {
            ids.Add(await replica.QueueAsync(OperationBench.Some(), Token));
        }

        await Until.TrueAsync("three run", OperationBench.Patience, () => Task.FromResult(bench.Work.Now == 3), Token);
        bench.Work.ReleaseAll();
        foreach (var id in ids)
        {
            await replica.EndedAsync(id, Token);
        }

        Assert.Equal(3, bench.Work.Most);
    }

    [Fact]
    public async Task The_feed_shows_work_here_and_in_another_replica()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var here = await bench.StartAsync(Token, new OperationOptions { Concurrency = 16 });
        var there = bench.Replica(new OperationOptions());
        await there.StartAsync(Token);
        var id = await here.QueueAsync(OperationBench.Some(), Token);
        Assert.NotNull(here.Api.Feed.Find(id));
        await bench.Work.BegunAsync(id, Token);
        await Until.TrueAsync("the other replica shows the step", OperationBench.Patience,
            () => Task.FromResult(there.Api.Feed.Find(id) is { Status: OperationStatus.Running } view && view.Steps[0].Status == StepStatus.Running), Token);
        bench.Work.Release(id);
        await Until.TrueAsync("both show the end", OperationBench.Patience,
            () => Task.FromResult(there.Api.Feed.Find(id)?.Status == OperationStatus.Succeeded && here.Api.Feed.Find(id)?.Status == OperationStatus.Succeeded), Token);
    }

    [Fact]
    public async Task Lists_go_by_cursor_newest_first_and_by_subject()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = bench.Replica();
        var subject = Guid.CreateVersion7();
        var ids = new List<OperationId>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await replica.QueueAsync(OperationBench.Some(i == 2 ? subject : null), Token));
            await Task.Delay(2, Token); // UUIDv7 orders by milliseconds
        }

        var first = (await replica.Api.ListAsync(OperationBench.Mara, new OperationQuery(Limit: 3), Token)).Value!;
        var rest = (await replica.Api.ListAsync(OperationBench.Mara, new OperationQuery(Cursor: first.Next, Limit: 3), Token)).Value!;
        Assert.Equal(ids.AsEnumerable().Reverse(), first.Items.Concat(rest.Items).Select(view => view.Id));
        Assert.Null(rest.Next);
        var own = (await replica.Api.ListAsync(OperationBench.Mara, new OperationQuery(OperationStatus.Queued, "vm", subject), Token)).Value!;
        Assert.Equal([ids[2]], own.Items.Select(view => view.Id));
        Assert.Equal("cursor-invalid", (await replica.Api.ListAsync(OperationBench.Mara, new OperationQuery(Cursor: "x"), Token)).Error?.Type);
    }

    [Fact]
    public async Task Old_operations_are_forgotten_and_live_ones_are_not()
    {
        await using var bench = await OperationBench.CreateAsync(Token);
        var replica = bench.Replica();
        var live = await replica.QueueAsync(OperationBench.Some(), Token);
        var old = await replica.QueueAsync(OperationBench.Some(), Token);
        await replica.SqlAsync($"UPDATE operations SET status = 'succeeded', ended_at = now() - interval '91 days' WHERE id = '{old}'", Token);
        Assert.Equal(1, await replica.Sweeper.SweepAsync(Token));
        Assert.True((await replica.Api.GetAsync(OperationBench.Mara, live, Token)).Ok);
        Assert.False((await replica.Api.GetAsync(OperationBench.Mara, old, Token)).Ok);
    }
}
