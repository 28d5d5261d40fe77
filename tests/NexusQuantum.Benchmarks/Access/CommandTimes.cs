using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace NexusQuantum.Benchmarks.Access;

/// <summary>What of a call is spent in the database, of a portal in this process: Npgsql tells of each command by an activity in the trace that the caller chose.</summary>
internal sealed class CommandTimes : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<(ActivityTraceId Trace, string Text, double Milliseconds)> _seen = new();

    public CommandTimes()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql")
                {
                    _seen.Enqueue((activity.TraceId, activity.GetTagItem("db.query.text") as string ?? activity.DisplayName, activity.Duration.TotalMilliseconds));
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Posts, and answers what came back, how long it took until it was read, and the commands of it.</summary>
    public async Task<(JsonElement Answer, double Milliseconds, (string Text, double Milliseconds)[] Commands)> PostAsync(HttpClient http, string path, object body, CancellationToken cancellationToken)
    {
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        var begun = Stopwatch.GetTimestamp();
        using var response = await http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var took = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        return response.IsSuccessStatusCode
            ? (JsonDocument.Parse(text).RootElement, took, [.. _seen.Where(command => command.Trace == trace).Select(command => (command.Text, command.Milliseconds))])
            : throw new IOException($"{path}: {(int)response.StatusCode} {text}");
    }

    public void Dispose() => _listener.Dispose();
}
