using System.Globalization;
using System.Runtime.CompilerServices;
using NexusQuantum.Benchmarks.Browsing;
using NexusQuantum.Benchmarks.Installations;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks.Lists;

/// <summary>
/// The page of all machines in a browser, while every machine of ten thousand sends a sample each five seconds: how soon a change is
/// painted, and what one more open page keeps in the portal's memory, for who sees all machines and for who sees half of them.
/// </summary>
internal static class GridFigures
{
    private const int Many = 10_000;
    private const int Paints = 60;
    private const int Pages = 5;
    private const string List = "/machines?sort=name";
    private const string Rows = "document.querySelector('.nq-grid tbody .name')";

    // Notes the wall clock of the first frame after the text changed.
    private const string Watch = """
        pick => { const was = document.querySelector(pick)?.textContent; window.painted = new Promise(done => {
            const look = () => { if (document.querySelector(pick)?.textContent !== was) { seen.disconnect(); requestAnimationFrame(() => requestAnimationFrame(() => done(performance.timeOrigin + performance.now()))); } };
            const seen = new MutationObserver(look); seen.observe(document.body, { subtree: true, childList: true, characterData: true }); }); return true; }
        """;

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var site = await Site.StartStubAsync("bench-grid", cancellationToken);
        var (project, http) = await Member.JoinAsync(site, cancellationToken);
        http.Dispose();
        await using var fleet = await BigFleet.StartAsync(site, project, cancellationToken);
        await fleet.GrowAsync(Many, cancellationToken);
        (string Name, string UserName)[] people = [("administrator", Site.UserName), ("person of one project", Member.UserName)];
        await using var browser = await Browser.StartAsync(site.Stack, cancellationToken);
        foreach (var (name, userName) in people)
        {
            yield return new Figure($"Heap of one open list of machines, {name}, mean of {Pages}", await HeapAsync(site, browser, userName, cancellationToken), "MB") { AtMost = 1.1 };
        }

        foreach (var (name, userName) in people)
        {
            await using var list = await OpenAsync(browser, userName, List, Rows, cancellationToken);
            foreach (var figure in await ChangesAsync(site, list, $"Change → painted in the list of machines, {name}", cancellationToken))
            {
                yield return figure;
            }
        }

        await using var samples = fleet.KeepSampling();
        await using var busy = await OpenAsync(browser, people[0].UserName, List, Rows, cancellationToken);
        foreach (var figure in await ChangesAsync(site, busy, "  while every machine sends samples", cancellationToken))
        {
            yield return figure;
        }

        await using var charts = await OpenAsync(browser, people[0].UserName, $"/machines/{fleet.Middle}/metrics", "document.querySelector('[data-chart] [data-value]')", cancellationToken);
        await Until.TrueAsync("a figure in the chart", TimeSpan.FromSeconds(60), async () =>
        {
            Send(fleet, 0.5);
            return (await charts.EvaluateAsync("/\\d/.test(document.querySelector('[data-chart] [data-value]').textContent)", cancellationToken)).GetBoolean();
        }, cancellationToken);
        var shown = await PaintsAsync(charts, "[data-chart] [data-value]", number => Send(fleet, number % 2 == 0 ? 0.25 : 0.75), cancellationToken);
        yield return new Figure($"Sample → painted in a chart, p50 of {Paints}", shown.Median(), "ms") { AtMost = 150 };
        yield return new Figure($"Sample → painted in a chart, p99 of {Paints}", shown.Percentile(99), "ms") { AtMost = 500 };
    }

    private static void Send(BigFleet fleet, double cpu) => fleet.Send(new VmSample { Vm = fleet.Middle, GuestCpu = cpu, HostCpu = cpu });

    /// <summary>What the portal holds with pages open over what it holds without, after each was open once; a page that is left gives its circuit back at once.</summary>
    private static async Task<double> HeapAsync(Site site, Browser browser, string userName, CancellationToken cancellationToken)
    {
        List<Tab> tabs = [];
        while (tabs.Count < Pages)
        {
            tabs.Add(await OpenAsync(browser, userName, List, Rows, cancellationToken));
        }

        foreach (var tab in tabs)
        {
            await tab.GoAsync("/healthz", cancellationToken);
            await tab.WhenAsync("the page being left", "location.pathname === '/healthz'", cancellationToken);
        }

        var without = await ManagedHeap.MegabytesAsync(site, cancellationToken);
        foreach (var tab in tabs)
        {
            await ShowAsync(tab, List, Rows, cancellationToken);
        }

        var with = await ManagedHeap.MegabytesAsync(site, cancellationToken);
        foreach (var tab in tabs)
        {
            await tab.DisposeAsync();
        }

        return (with - without) / Pages;
    }

    private static async Task<Figure[]> ChangesAsync(Site site, Tab list, string what, CancellationToken cancellationToken)
    {
        var first = VmId.Parse((await list.EvaluateAsync("document.querySelector('.nq-grid tbody .name').getAttribute('href').split('/')[2]", cancellationToken)).ToString(), CultureInfo.InvariantCulture);
        var taken = await PaintsAsync(list, $".nq-grid tr:has(a[href='/machines/{first}']) .mono", number => site.Host.Change(first, report => report with { IpAddresses = [FormattableString.Invariant($"10.{Random.Shared.Next(1, 250)}.0.{number}")] }), cancellationToken);
        return [new Figure($"{what}, p50 of {Paints}", taken.Median(), "ms") { AtMost = 150 }, new Figure($"{what}, p99 of {Paints}", taken.Percentile(99), "ms") { AtMost = 500 }];
    }

    private static async Task<Tab> OpenAsync(Browser browser, string userName, string path, string ready, CancellationToken cancellationToken)
    {
        var tab = await browser.OpenAsync(cancellationToken);
        await tab.SignInAsync(cancellationToken, userName);
        await ShowAsync(tab, path, ready, cancellationToken);
        return tab;
    }

    private static async Task ShowAsync(Tab tab, string path, string ready, CancellationToken cancellationToken)
    {
        await tab.GoAsync(path, cancellationToken);
        await tab.WhenAsync(path, $"location.pathname === '{path.Split('?')[0]}' && document.documentElement.dataset.live === '1' && {ready}", cancellationToken);
    }

    private static async Task<List<double>> PaintsAsync(Tab tab, string pick, Action<int> change, CancellationToken cancellationToken)
    {
        List<double> taken = [];
        for (var number = 0; number < Paints; number++)
        {
            await tab.EvaluateAsync($"({Watch})({Tab.Quote(pick)})", cancellationToken);
            // Not in step with anything that the page or the portal does by the clock.
            await Task.Delay(TimeSpan.FromMilliseconds(120 + (number * 37 % 100)), cancellationToken);
            var sent = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds;
            change(number);
            taken.Add(await tab.NumberAsync($"Promise.race([window.painted, new Promise((_, late) => setTimeout(() => late(new Error('paint {number} did not come: ' + document.visibilityState + ', ' + document.querySelector({Tab.Quote(pick)})?.textContent)), 20000))])", cancellationToken) - sent);
        }

        return taken;
    }
}
