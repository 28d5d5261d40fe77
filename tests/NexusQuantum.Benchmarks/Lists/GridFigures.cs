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
    private const int Paints = 100;
    private const int Pages = 5;

    // Notes the wall clock of the first frame after the text changed.
    private const string Watch = """
        (pick => { const was = document.querySelector(pick)?.textContent; window.painted = new Promise(done => {
            const look = () => { if (document.querySelector(pick)?.textContent !== was) { seen.disconnect(); requestAnimationFrame(() => requestAnimationFrame(() => done(performance.timeOrigin + performance.now()))); } };
            const seen = new MutationObserver(look); seen.observe(document.body, { subtree: true, childList: true, characterData: true }); }); return true; })
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
            List<Tab> tabs = [];
            var (one, all) = (0.0, 0.0);
            while (tabs.Count < Pages)
            {
                tabs.Add(await OpenAsync(browser, userName, "/machines", "document.querySelector('.nq-grid tbody .name')", cancellationToken));
                if (tabs.Count is 1 or Pages)
                {
                    (one, all) = (all, await ManagedHeap.MegabytesAsync(site, cancellationToken));
                }
            }

            yield return new Figure($"Heap of one more open list of machines, {name}, slope of {Pages}", (all - one) / (Pages - 1), "MB") { AtMost = 1.1 };
            foreach (var tab in tabs)
            {
                await tab.DisposeAsync();
            }
        }

        await using var samples = fleet.KeepSampling();
        foreach (var (name, userName) in people)
        {
            await using var list = await OpenAsync(browser, userName, "/machines?sort=name", "document.querySelector('.nq-grid tbody .name')", cancellationToken);
            var first = VmId.Parse((await list.EvaluateAsync("document.querySelector('.nq-grid tbody .name').getAttribute('href').split('/')[2]", cancellationToken)).ToString(), CultureInfo.InvariantCulture);
            var changes = await PaintsAsync(list, ".nq-grid tbody .mono", number => site.Host.Change(first, report => report with { IpAddresses = [FormattableString.Invariant($"10.0.{number / 250}.{number % 250}")] }), cancellationToken);
            yield return new Figure($"Change → painted in the list of machines, {name}, p50 of {Paints}", changes.Median(), "ms") { AtMost = 150 };
            yield return new Figure($"Change → painted in the list of machines, {name}, p99 of {Paints}", changes.Percentile(99), "ms") { AtMost = 500 };
        }

        await using var charts = await OpenAsync(browser, people[0].UserName, $"/machines/{fleet.Middle}/metrics", "document.querySelector('[data-chart] [data-value]')", cancellationToken);
        var shown = await PaintsAsync(charts, "[data-chart] [data-value]", number => fleet.Send(new VmSample { Vm = fleet.Middle, GuestCpu = number % 2 == 0 ? 0.25 : 0.75 }), cancellationToken);
        yield return new Figure($"Sample → painted in a chart, p50 of {Paints}", shown.Median(), "ms") { AtMost = 150 };
        yield return new Figure($"Sample → painted in a chart, p99 of {Paints}", shown.Percentile(99), "ms") { AtMost = 500 };
    }

    private static async Task<Tab> OpenAsync(Browser browser, string userName, string path, string ready, CancellationToken cancellationToken)
    {
        var tab = await browser.OpenAsync(cancellationToken);
        await tab.SignInAsync(cancellationToken, userName);
        await tab.GoAsync(path, cancellationToken);
        await tab.LiveAsync(cancellationToken);
        await tab.WhenAsync(path, ready, cancellationToken);
        return tab;
    }

    private static async Task<List<double>> PaintsAsync(Tab tab, string pick, Action<int> change, CancellationToken cancellationToken)
    {
        List<double> taken = [];
        for (var number = 0; number < Paints; number++)
        {
            await tab.EvaluateAsync($"{Watch}({Tab.Quote(pick)})", cancellationToken);
            // Not in step with anything that the page or the portal does by the clock.
            await Task.Delay(TimeSpan.FromMilliseconds(120 + (number * 37 % 100)), cancellationToken);
            var sent = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds;
            change(number);
            taken.Add(await tab.NumberAsync("Promise.race([window.painted, new Promise((_, late) => setTimeout(() => late(new Error('nothing was painted')), 20000))])", cancellationToken) - sent);
        }

        return taken;
    }
}
