using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using Npgsql;

namespace NexusQuantum.Benchmarks.Audits;

/// <summary>What an audit row adds to the transaction of a change: the same change with and without, one after the other, on a durable private cluster.</summary>
internal static class AuditFigures
{
    private const int WarmUp = 50;
    private const int Pairs = 500;

    private static readonly Caller Mara = new(Guid.CreateVersion7(), "mara") { Origin = new CallerOrigin("session", Guid.CreateVersion7(), "192.0.2.7") };

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var directory = $"/tmp/nq-bench-audit-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";
        Directory.CreateDirectory(directory);
        var cluster = new PrivateCluster(directory, NullLogger.Instance);
        try
        {
            await cluster.EnsureRunningAsync(cancellationToken);
            await using var services = new ServiceCollection()
                .AddLogging(logging => logging.SetMinimumLevel(LogLevel.None))
                .AddSingleton(TimeProvider.System)
                .AddData(cluster.Address, new ReplicaId(Guid.NewGuid()), new Seal(new byte[32]))
                .BuildServiceProvider();
            var databases = services.GetRequiredService<IDbContextFactory<NexusDb>>();
            await Migrator.RunAsync(services.GetRequiredService<NpgsqlDataSource>(), databases, cancellationToken);
            var trail = services.GetRequiredService<AuditTrail>();
            List<double> with = [], without = [];
            for (var pair = -WarmUp; pair < Pairs; pair++)
            {
                // Who goes first changes: neither shall have the other's warmth always.
                var first = pair % 2 == 0;
                var one = await ChangeAsync(databases, first ? trail : null, cancellationToken);
                var other = await ChangeAsync(databases, first ? null : trail, cancellationToken);
                if (pair >= 0)
                {
                    with.Add(first ? one : other);
                    without.Add(first ? other : one);
                }
            }

            // Of pairs and not of medians: what the disk does meanwhile touches both of a pair.
            yield return new Figure($"audit row added to a change, p50 of {Pairs} pairs", with.Zip(without, (audited, bare) => audited - bare).Median(), "ms") { AtMost = 1 };
            yield return new Figure("  the change without it, p50", without.Median(), "ms");
            yield return new Figure("  the change with it, p50", with.Median(), "ms");
        }
        finally
        {
            await cluster.StopAsync(CancellationToken.None);
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<double> ChangeAsync(IDbContextFactory<NexusDb> databases, AuditTrail? trail, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Add(new SealedSecret { Name = Guid.CreateVersion7().ToString(), Value = new byte[64] });
        trail?.Add(db, Mara, new AuditAct("vm.edit", "vm", Guid.CreateVersion7().ToString(), "web-1")
        {
            Project = ProjectId.Default,
            Before = new Dictionary<string, string?>(StringComparer.Ordinal) { ["memoryMiB"] = "1024", ["vcpus"] = "1" },
            After = new Dictionary<string, string?>(StringComparer.Ordinal) { ["memoryMiB"] = "2048", ["vcpus"] = "2" },
        });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }
}
