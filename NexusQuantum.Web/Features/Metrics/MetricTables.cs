using System.Globalization;
using Npgsql;

namespace NexusQuantum.Web.Features.Metrics;

/// <summary>
/// The metric tables' SQL: raw samples and minutes partitioned by day (made ahead, dropped when old), hours in one table. Names come
/// from constants and dates only. PostgreSQL 13 is enough: no date_bin.
/// </summary>
internal static class MetricTables
{
    /// <summary>Makes one day's partitions of all tables, if they are not there.</summary>
    public static async Task EnsureDayAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var parent in Parents())
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                $"CREATE TABLE IF NOT EXISTS {Partition(parent, day)} PARTITION OF {parent} FOR VALUES FROM ('{Text(day)} 00:00:00+00') TO ('{Text(day.AddDays(1))} 00:00:00+00')"));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Drops partitions of days before the given ones, and hours older than a year.</summary>
    public static async Task DropOldAsync(NpgsqlConnection connection, DateOnly rawBefore, DateOnly minutesBefore, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await using (var find = new NpgsqlCommand("SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent WHERE p.relname = ANY($1)", connection))
        {
            find.Parameters.Add(new NpgsqlParameter { Value = Parents().ToArray() });
            await using var reader = await find.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                names.Add(reader.GetString(0));
            }
        }

        foreach (var name in names)
        {
            var underscore = name.LastIndexOf("_p", StringComparison.Ordinal);
            if (underscore > 0
                && DateOnly.TryParseExact(name[(underscore + 2)..], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && day < (name.Contains("_1m_", StringComparison.Ordinal) ? minutesBefore : rawBefore))
            {
                await using var drop = new NpgsqlCommand($"DROP TABLE IF EXISTS {name}", connection);
                await drop.ExecuteNonQueryAsync(cancellationToken);
            }
        }

        foreach (var hours in new[] { MetricKinds.Vm.Hours, MetricKinds.Host.Hours })
        {
            await using var delete = new NpgsqlCommand($"DELETE FROM {hours} WHERE t < now() - interval '366 days'", connection);
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Averages of one table into a coarser one; running it again gives the same rows.</summary>
    public static string RollUp<T>(MetricColumns<T> kind, string from, string to, string unit)
        => $"""
        INSERT INTO {to} (t, id, {string.Join(", ", kind.Names)})
        SELECT date_trunc('{unit}', t AT TIME ZONE 'UTC') AT TIME ZONE 'UTC', id, {string.Join(", ", kind.Names.Select(name => $"avg({name})"))}
        FROM {from} WHERE t >= $1 AND t < $2 GROUP BY 1, 2
        ON CONFLICT (id, t) DO UPDATE SET {string.Join(", ", kind.Names.Select(name => $"{name} = excluded.{name}"))}
        """;

    private static IEnumerable<string> Parents() => [MetricKinds.Vm.Raw, MetricKinds.Vm.Minutes, MetricKinds.Host.Raw, MetricKinds.Host.Minutes];

    private static string Partition(string parent, DateOnly day) => $"{parent}_p{day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
