using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Operations;
using NexusQuantum.Web.Tests.Running;
using Npgsql;

namespace NexusQuantum.Web.Tests.Operations;

/// <summary>One database with as many replicas of the operations room as a test wants.</summary>
internal sealed class OperationBench : IAsyncDisposable
{
    public static readonly Caller Mara = new(Guid.Parse("01000000-0000-7000-8000-000000000001"), "mara") { Rights = Rights.All };
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<OperationReplica> _replicas = [];

    private OperationBench(DatabaseAddress address) => Address = address;

    public DatabaseAddress Address { get; }

    public FakeWork Work { get; } = new();

    public static async Task<OperationBench> CreateAsync(CancellationToken cancellationToken)
    {
        var bench = new OperationBench(await TestDatabases.CreateAddressAsync(cancellationToken));
        await using var services = bench.Services(new ReplicaId(Guid.NewGuid()), new OperationOptions());
        await Migrator.RunAsync(services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<IDbContextFactory<NexusDb>>(), cancellationToken);
        return bench;
    }

    public OperationReplica Replica(OperationOptions? options = null, Guid? id = null)
    {
        var replica = new OperationReplica(Services(new ReplicaId(id ?? Guid.NewGuid()), options ?? new OperationOptions()));
        _replicas.Add(replica);
        return replica;
    }

    public async Task<OperationReplica> StartAsync(CancellationToken cancellationToken, OperationOptions? options = null, Guid? id = null)
    {
        var replica = Replica(options, id);
        await replica.StartAsync(cancellationToken);
        return replica;
    }

    public static NewOperation Some(Guid? subject = null, string kind = "test.work", int precedence = 0, bool cancellable = true) => new()
    {
        Project = ProjectId.Default,
        Needs = Permission.VmPower,
        Kind = kind,
        Title = "Work",
        Subject = new OperationSubject("vm", subject ?? Guid.CreateVersion7(), "web-1"),
        RequestedBy = Mara,
        Arguments = """{"size":1}""",
        StepNames = ["First", "Second"],
        Precedence = precedence,
        Cancellable = cancellable,
    };

    public async ValueTask DisposeAsync()
    {
        Work.ReleaseAll();
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }
    }

    private ServiceProvider Services(ReplicaId id, OperationOptions options)
        => new ServiceCollection()
            .AddLogging(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Critical))
            .AddSingleton(TimeProvider.System)
            .AddData(Address, id, new Seal(new byte[32]))
            .AddSingleton(options)
            .AddOperations()
            .AddSingleton<IOperationHandler>(new FakeHandler("test.work", Work))
            .AddSingleton<IOperationHandler>(new FakeHandler("test.force", Work))
            .BuildServiceProvider();
}

/// <summary>One portal's operations room.</summary>
internal sealed class OperationReplica(ServiceProvider services) : IAsyncDisposable
{
    private bool _started;

    public OperationQueue Queue => services.GetRequiredService<OperationQueue>();

    public IOperationApi Api => services.GetRequiredService<IOperationApi>();

    public OperationSweeper Sweeper => services.GetRequiredService<OperationSweeper>();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _started = true;
        foreach (var hosted in services.GetServices<IHostedService>())
        {
            await hosted.StartAsync(cancellationToken);
        }
    }

    public async Task StopAsync()
    {
        if (_started)
        {
            _started = false;
            foreach (var hosted in services.GetServices<IHostedService>().Reverse())
            {
                await hosted.StopAsync(CancellationToken.None);
            }
        }
    }

    public async Task<Result<OperationRow>> EnqueueAsync(NewOperation request, CancellationToken cancellationToken)
    {
        await using var db = await DatabaseAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var queued = await Queue.EnqueueAsync(db, request, cancellationToken);
        if (queued.Ok)
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            Queue.Wake(queued.Value);
        }

        return queued;
    }

    public async Task<OperationId> QueueAsync(NewOperation request, CancellationToken cancellationToken)
    {
        var queued = await EnqueueAsync(request, cancellationToken);
        Assert.True(queued.Ok, queued.Error?.Message);
        return queued.Value.Id;
    }

    public async Task<OperationView> EndedAsync(OperationId id, CancellationToken cancellationToken)
        => await Until.SomeAsync($"operation {id} ended", OperationBench.Patience, async () => (await Api.GetAsync(OperationBench.Mara, id, cancellationToken)).Value is { EndedAt: not null } view ? view : null, cancellationToken);

    public Task SqlAsync(string sql, CancellationToken cancellationToken)
        => services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql).ExecuteNonQueryAsync(cancellationToken);

    public Task<NexusDb> DatabaseAsync(CancellationToken cancellationToken)
        => services.GetRequiredService<IDbContextFactory<NexusDb>>().CreateDbContextAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await services.DisposeAsync();
    }
}

/// <summary>Work that waits until its test lets it go on, and counts.</summary>
internal sealed class FakeWork
{
    private readonly ConcurrentDictionary<OperationId, TaskCompletionSource> _gates = new();
    private volatile bool _open;

    public ConcurrentBag<OperationId> Runs { get; } = [];

    public ConcurrentBag<OperationId> Undone { get; } = [];

    public ConcurrentBag<StopCause> Stops { get; } = [];

    public Func<OperationContext, CancellationToken, Task<Result<Done>>>? Instead { get; set; }

    public Func<OperationContext, Task>? InsteadOfUndo { get; set; }

    public int Now;

    public int Most;

    public Task GateAsync(OperationId id, CancellationToken cancellationToken)
        => _open ? Task.CompletedTask : _gates.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);

    public void Release(OperationId id) => _gates.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    public void ReleaseAll()
    {
        _open = true;
        foreach (var gate in _gates.Values)
        {
            gate.TrySetResult();
        }
    }

    public Task BegunAsync(OperationId id, CancellationToken cancellationToken, int times = 1)
        => Until.TrueAsync($"operation {id} began", OperationBench.Patience, () => Task.FromResult(Runs.Count(run => run == id) >= times), cancellationToken);
}

internal sealed class FakeHandler(string kind, FakeWork work) : IOperationHandler
{
    public string Kind => kind;

    public async Task<Result<Done>> RunAsync(OperationContext context, CancellationToken cancellationToken)
    {
        work.Runs.Add(context.Id);
        var now = Interlocked.Increment(ref work.Now);
        InterlockedMost(ref work.Most, now);
        try
        {
            if (work.Instead is { } instead)
            {
                return await instead(context, cancellationToken);
            }

            await context.StepAsync("First", StepStatus.Running, cancellationToken: cancellationToken);
            await work.GateAsync(context.Id, cancellationToken);
            await context.StepAsync("First", StepStatus.Done, "done it", cancellationToken);
            return Done.Value;
        }
        catch (OperationCanceledException)
        {
            work.Stops.Add(context.Stopping);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref work.Now);
        }
    }

    public async Task UndoAsync(OperationContext context, CancellationToken cancellationToken)
    {
        work.Undone.Add(context.Id);
        if (work.InsteadOfUndo is { } instead)
        {
            await instead(context);
        }
    }

    private static void InterlockedMost(ref int most, int now)
    {
        int seen;
        while (now > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, now, seen) != seen)
        {
        }
    }
}
