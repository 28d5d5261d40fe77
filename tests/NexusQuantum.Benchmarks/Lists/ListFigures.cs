using System.Diagnostics;
using System.Runtime.CompilerServices;
using NexusQuantum.Benchmarks.Installations;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks.Lists;

/// <summary>
/// The list of machines among ten thousand, for an administrator and for a person who sees the half of them that lies in their project:
/// the first page, a page in the middle and a search, taking turns in one run at a steady rate.
/// </summary>
internal static class ListFigures
{
    private const int Few = 10;
    private const int Many = 10_000;
    private const int PerSecond = 50;
    private const int Each = 300;
    private const int Quick = 200;

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var site = await Site.StartStubAsync("bench-lists", cancellationToken);
        var (project, member) = await Member.JoinAsync(site, cancellationToken);
        using var memberHttp = member;
        (string Name, HttpClient Http)[] callers = [("administrator", site.Api.Http), ("person of one project", member)];
        await using var fleet = await BigFleet.StartAsync(site, project, cancellationToken);

        await fleet.GrowAsync(Few, cancellationToken);
        var few = await QuickAsync(callers, cancellationToken);

        await fleet.GrowAsync(Many, cancellationToken);
        var many = await QuickAsync(callers, cancellationToken);

        foreach (var (what, index) in ((string[])["list, administrator", "filter, administrator", "list, person of one project", "filter, person of one project"]).Select((what, index) => (what, index)))
        {
            yield return new Figure($"Growth from {Few} to {Many} machines: {what}, log-log slope", Math.Log10(many[index] / few[index]) / Math.Log10((double)Many / Few), "") { AtMost = 0.1 };
            yield return new Figure($"  p50 with {Few}", few[index], "ms");
            yield return new Figure($"  p50 with {Many}", many[index], "ms");
        }

        var calls = new List<(string What, Func<CancellationToken, Task> Call)>();
        foreach (var (name, http) in callers)
        {
            var deep = await DeepAsync(new Api(http), name == "administrator" ? Many / 2 : Many / 4, cancellationToken);
            calls.Add(($"first page of 100, {name}", token => ReadAsync(http, "/v1/vms?limit=100", token)));
            calls.Add(($"page in the middle, {name}", token => ReadAsync(http, "/v1/vms?limit=100&cursor=" + deep, token)));
            calls.Add(($"search, {name}", token => ReadAsync(http, "/v1/vms?limit=100&q=tag:web%2077", token)));
        }

        // What a call costs, one after the other: this a busy machine changes little.
        foreach (var (what, call) in calls)
        {
            var before = ProcessFigures.CpuSeconds(site.Stack.Portal!.Pid); // it was started
            var alone = await QuickAsync(call, cancellationToken);
            yield return new Figure($"List of {Many}: {what}, alone, p50 of {Quick}", alone, "ms");
            yield return new Figure("  portal's processor time per call", (ProcessFigures.CpuSeconds(site.Stack.Portal.Pid) - before) / (Quick * 5 / 4) * 1000, "ms");
        }

        await OpenLoop.RunAsync([.. calls.Select(call => call.Call)], Each / 10, PerSecond, cancellationToken);
        var taken = await OpenLoop.RunAsync([.. calls.Select(call => call.Call)], Each, PerSecond, cancellationToken);
        foreach (var ((what, _), times) in calls.Zip(taken))
        {
            yield return new Figure($"List of {Many}: {what}, p99 of {Each}", times.Percentile(99), "ms") { AtMost = 25 };
            yield return new Figure("  p50", times.Median(), "ms");
        }
    }

    /// <summary>Pages of five, so that what is sent is the same among few and among many.</summary>
    private static Func<CancellationToken, Task>[] Small(HttpClient http)
        => [token => ReadAsync(http, "/v1/vms?limit=5", token), token => ReadAsync(http, "/v1/vms?limit=5&q=0000", token)];

    private static async Task<List<double>> QuickAsync(IEnumerable<(string Name, HttpClient Http)> callers, CancellationToken cancellationToken)
    {
        List<double> times = [];
        foreach (var call in callers.SelectMany(caller => Small(caller.Http)))
        {
            times.Add(await QuickAsync(call, cancellationToken));
        }

        return times;
    }

    private static async Task<double> QuickAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        List<double> times = [];
        for (var number = -Quick / 4; number < Quick; number++)
        {
            var begun = Stopwatch.GetTimestamp();
            await call(cancellationToken);
            if (number >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
        }

        return times.Median();
    }

    private static async Task ReadAsync(HttpClient http, string path, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(path, cancellationToken);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>The cursor behind so many machines.</summary>
    private static async Task<string> DeepAsync(Api api, int count, CancellationToken cancellationToken)
    {
        var cursor = "";
        for (var seen = 0; seen < count; seen += 500)
        {
            cursor = (await api.GetAsync("/v1/vms?limit=500" + (cursor.Length == 0 ? "" : "&cursor=" + cursor), cancellationToken)).Text("next");
        }

        return cursor;
    }
}
