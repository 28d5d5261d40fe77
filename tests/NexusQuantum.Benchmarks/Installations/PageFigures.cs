using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using NexusQuantum.Benchmarks.Browsing;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks.Installations;

/// <summary>What pages cost a browser: bytes on the wire with nothing cached, and the main thread of a page of moving charts.</summary>
internal static class PageFigures
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var site = await Site.StartAsync("bench-pages", cancellationToken);
        var vm = await site.CreateAsync("charts", cancellationToken);
        await using var browser = await Browser.StartAsync(site.Stack, cancellationToken);
        await using var tab = await browser.OpenAsync(cancellationToken);
        var wire = new Wire(tab);
        await tab.CallAsync("Network.enable", new { }, cancellationToken);
        await tab.GoAsync("/sign-in", cancellationToken);
        await tab.WhenAsync("the sign-in page", "document.readyState === 'complete' && document.querySelector('#u')", cancellationToken);
        await Task.Delay(Quiet, cancellationToken);
        var gate = wire.Take();
        yield return new Figure("First page on the wire: sign-in, nothing cached", gate.Bytes / 1e3, "KB") { AtMost = 200 };
        yield return new Figure("  in requests", gate.Requests, "");
        await tab.SignInAsync(cancellationToken);
        await Task.Delay(Quiet, cancellationToken);
        yield return new Figure("  and what signing in and the dashboard add", wire.Take().Bytes / 1e3, "KB");

        await tab.CallAsync("Network.clearBrowserCache", new { }, cancellationToken);
        await tab.GoAsync("/", cancellationToken);
        await tab.LiveAsync(cancellationToken);
        await Task.Delay(Quiet, cancellationToken);
        var dashboard = wire.Take();
        yield return new Figure("First page on the wire: dashboard, nothing cached", dashboard.Bytes / 1e3, "KB") { AtMost = 200 };
        yield return new Figure("  in requests", dashboard.Requests, "");
        yield return new Figure("  its circuit's frames, before compression", dashboard.FrameBytes / 1e3, "KB");
        foreach (var (path, bytes) in dashboard.Largest.Take(4))
        {
            yield return new Figure("    " + path, bytes / 1e3, "KB");
        }

        await tab.GoAsync($"/machines/{vm}/metrics", cancellationToken);
        await tab.LiveAsync(cancellationToken);
        await tab.WhenAsync("charts with figures", "/\\d/.test(document.querySelector('[data-chart] [data-value]')?.textContent)", cancellationToken);
        await Task.Delay(Quiet, cancellationToken);
        var hidden = (await tab.EvaluateAsync("document.hidden", cancellationToken)).GetBoolean();
        var before = await tab.MainThreadSecondsAsync(cancellationToken);
        await Task.Delay(Window, cancellationToken);
        var used = await tab.MainThreadSecondsAsync(cancellationToken) - before;
        yield return new Figure("Charts of a running machine, share of the page's main thread", hidden ? throw new InvalidOperationException("The page was not visible.") : used / Window.TotalSeconds * 100, "%") { AtMost = 3 };
    }

    /// <summary>Counts what a tab receives; headers are counted, as they are on the wire.</summary>
    private sealed class Wire
    {
        private readonly ConcurrentDictionary<string, (string Path, double Bytes)> _requests = new(StringComparer.Ordinal);
        private double _frames;

        public Wire(Tab tab) => tab.Told = Take;

        public (double Bytes, int Requests, double FrameBytes, (string Path, double Bytes)[] Largest) Take()
        {
            var all = _requests.Values.ToArray();
            var answer = (all.Sum(request => request.Bytes), all.Length, _frames, all.OrderByDescending(request => request.Bytes).ToArray());
            _requests.Clear();
            _frames = 0;
            return answer;
        }

        private void Take(string method, JsonElement told)
        {
            switch (method)
            {
                case "Network.responseReceived":
                    var encoding = told.GetProperty("response").GetProperty("headers").EnumerateObject().FirstOrDefault(header => header.Name.Equals("content-encoding", StringComparison.OrdinalIgnoreCase));
                    var path = new Uri(told.GetProperty("response").Text("url")).AbsolutePath + (encoding.Value.ValueKind == JsonValueKind.String ? $" ({encoding.Value})" : "");
                    _requests[told.Text("requestId")] = (path, told.GetProperty("response").GetProperty("encodedDataLength").GetDouble());
                    break;
                case "Network.loadingFinished" when _requests.TryGetValue(told.Text("requestId"), out var known):
                    _requests[told.Text("requestId")] = known with { Bytes = told.GetProperty("encodedDataLength").GetDouble() };
                    break;
                case "Network.webSocketFrameReceived":
                    _frames += told.GetProperty("response").Text("payloadData").Length;
                    break;
            }
        }
    }
}
