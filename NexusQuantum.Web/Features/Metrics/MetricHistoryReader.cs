using System.Globalization;
using Npgsql;

namespace NexusQuantum.Web.Features.Metrics;

/// <summary>Reads past samples: picks the finest table that covers the range and averages it down to at most 2,000 points.</summary>
internal sealed class MetricHistoryReader(NpgsqlDataSource source, TimeProvider time)
{
    private const int MostPoints = 2000;
    private static readonly double[] NiceSeconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172_800, 604_800];

    public async Task<MetricHistory<T>> ReadAsync<T>(MetricColumns<T> kind, Guid id, DateTimeOffset from, DateTimeOffset to, TimeSpan? step, CancellationToken cancellationToken)
    {
        var (table, finest) = Table(kind, from, to);
        var needed = Math.Max((to - from).TotalSeconds / MostPoints, Math.Max(finest, step?.TotalSeconds ?? 0));
        var seconds = NiceSeconds.FirstOrDefault(nice => nice >= needed, Math.Ceiling(needed));
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            SELECT to_timestamp(floor(extract(epoch FROM t) / $4) * $4) AS at, {string.Join(", ", kind.Names.Select(name => $"avg({name})"))}
            FROM {table} WHERE id = $1 AND t >= $2 AND t < $3 GROUP BY 1 ORDER BY 1
            """,
            connection)
        {
            Parameters =
            {
                new NpgsqlParameter { Value = id },
                new NpgsqlParameter { Value = from.UtcDateTime },
                new NpgsqlParameter { Value = to.UtcDateTime },
                new NpgsqlParameter { Value = seconds },
            },
        };
        var points = new List<Stamped<T>>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var values = new double?[kind.Names.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = await reader.IsDBNullAsync(i + 1, cancellationToken) ? null : Convert.ToDouble(reader.GetValue(i + 1), CultureInfo.InvariantCulture);
            }

            points.Add(new Stamped<T>(new DateTimeOffset(reader.GetDateTime(0), TimeSpan.Zero), kind.Build(id, values)));
        }

        return new MetricHistory<T>(TimeSpan.FromSeconds(seconds), [.. points]);
    }

    private (string Table, double FinestSeconds) Table<T>(MetricColumns<T> kind, DateTimeOffset from, DateTimeOffset to)
    {
        var age = time.GetUtcNow() - from;
        var range = to - from;
        return (age.TotalHours, range.TotalHours) switch
        {
            ( <= 47, <= 6) => (kind.Raw, 1),
            ( <= 29 * 24, <= 15 * 24) => (kind.Minutes, 60),
            _ => (kind.Hours, 3600),
        };
    }
}
