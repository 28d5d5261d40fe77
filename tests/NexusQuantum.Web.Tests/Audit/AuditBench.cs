using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NexusQuantum.Domain.Access;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Audit;
using NexusQuantum.Web.Features.Audit.Chain;
using NexusQuantum.Web.Tests.Running;
using Npgsql;

namespace NexusQuantum.Web.Tests.Audit;

/// <summary>A database with the audit on it, and nothing that runs by itself.</summary>
internal sealed class AuditBench : IAsyncDisposable
{
    public static readonly Caller Mara = new(Guid.Parse("01000000-0000-7000-8000-000000000001"), "mara")
    {
        Rights = Rights.All,
        Origin = new CallerOrigin("session", Guid.Parse("02000000-0000-7000-8000-000000000001"), "192.0.2.7"),
    };

    private readonly ServiceProvider _services;

    private AuditBench(ServiceProvider services) => _services = services;

    public NpgsqlDataSource Source => _services.GetRequiredService<NpgsqlDataSource>();

    public AuditTrail Trail => _services.GetRequiredService<AuditTrail>();

    public static async Task<AuditBench> CreateAsync(CancellationToken cancellationToken)
    {
        var bench = new AuditBench(Services(await TestDatabases.CreateAddressAsync(cancellationToken)));
        await Migrator.RunAsync(bench.Source, bench._services.GetRequiredService<IDbContextFactory<NexusDb>>(), cancellationToken);
        return bench;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<NexusDb> OpenAsync(CancellationToken cancellationToken) => Get<IDbContextFactory<NexusDb>>().CreateDbContextAsync(cancellationToken);

    /// <summary>Writes one accepted act each.</summary>
    public async Task WriteAsync(int count, CancellationToken cancellationToken, string action = "vm.power")
    {
        await using var db = await OpenAsync(cancellationToken);
        for (var i = 0; i < count; i++)
        {
            Trail.Add(db, Mara, Act(action, $"web-{i}"));
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task SqlAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<T> ReadAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!; // the caller asks for what is there
    }

    /// <summary>Seals what can be sealed at this moment.</summary>
    public Task<int> PassAsync(CancellationToken cancellationToken) => Get<AuditSealer>().RunAsync(strangers: true, cancellationToken);

    /// <summary>Seals until so many rows are: transactions of other tests in the same cluster hold the horizon too.</summary>
    public async Task SealAsync(int rows, CancellationToken cancellationToken)
    {
        var done = 0;
        await Until.TrueAsync($"{rows} rows are sealed", TimeSpan.FromSeconds(30), async () => (done += await PassAsync(cancellationToken)) >= rows, cancellationToken);
        Assert.Equal(rows, done);
    }

    public Task<AuditVerdict> VerifyAsync(CancellationToken cancellationToken) => Get<AuditVerifier>().RunAsync(cancellationToken);

    /// <summary>What only the owner of the database can do: the triggers let everything pass.</summary>
    public async Task TamperAsync(string sql, CancellationToken cancellationToken)
    {
        await SqlAsync("CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN coalesce(NEW, OLD); END $$", cancellationToken);
        await SqlAsync(sql, cancellationToken);
    }

    public static AuditAct Act(string action = "vm.power", string name = "web-1") => new(action, "vm", Guid.CreateVersion7().ToString(), name)
    {
        Before = new Dictionary<string, string?> { ["power"] = "stopped" },
        After = new Dictionary<string, string?> { ["power"] = "running" },
    };

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    private static ServiceProvider Services(DatabaseAddress address)
        => new ServiceCollection()
            .AddLogging(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Critical))
            .AddSingleton(TimeProvider.System)
            .AddData(address, new ReplicaId(Guid.NewGuid()), new Seal(new byte[32]))
            .AddAudit()
            .BuildServiceProvider();
}
