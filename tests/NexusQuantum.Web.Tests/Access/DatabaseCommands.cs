using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Tests.Running;
using Npgsql;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>
/// Counts what really goes to PostgreSQL: Npgsql tells of every command, of Entity Framework and our own, by an activity. It belongs to
/// the trace of the request that caused it, which the caller of that request chose, and names the database it went to; so neither
/// other tests nor loops in the background are counted along.
/// </summary>
internal sealed class DatabaseCommands : IDisposable
{
    private readonly string? _database;
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<(ActivityTraceId Trace, string Text)> _seen = new();

    public DatabaseCommands(string databaseUrl)
    {
        _database = new NpgsqlConnectionStringBuilder(DatabaseUrl.Parse(databaseUrl).Value!.ConnectionString).Database; // made by the tests' own cluster
        _listener = new ActivityListener
        {
            // The other one is the server's request itself: it takes the trace from the caller.
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = Take,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>All that went to this database since it was made.</summary>
    public ImmutableArray<string> All => [.. _seen.Select(command => command.Text)];

    /// <summary>The commands of one call.</summary>
    public async Task<(HttpStatusCode Status, ImmutableArray<string> Texts)> OfAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        using var answer = await client.SendAsync(request, cancellationToken);
        await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        return (answer.StatusCode, [.. _seen.Where(command => command.Trace == trace).Select(command => command.Text)]);
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Activity activity)
    {
        // A connection that the pool has to open is no command of anybody.
        if (activity.Source.Name == "Npgsql" && !activity.DisplayName.StartsWith("CONNECT ", StringComparison.Ordinal) && activity.GetTagItem("db.namespace") as string == _database)
        {
            _seen.Enqueue((activity.TraceId, activity.GetTagItem("db.query.text") as string ?? activity.DisplayName));
        }
    }
}
