using System.Runtime.CompilerServices;
using NexusQuantum.Benchmarks.Browsing;
using NexusQuantum.Benchmarks.Installations;

namespace NexusQuantum.Benchmarks.Consoles;

/// <summary>
/// The way from a host to xterm.js without a guest's own slowness: a stub host floods the shell of the published portal as fast as it
/// is read, and a page in a real browser is watched until the last line is painted.
/// </summary>
internal static class ConsoleFigures
{
    private const int Interrupts = 60;
    private const int Keys = 100;
    private const long Megabyte = 1_000_000;

    private static readonly string TextLine = string.Concat(Enumerable.Range(0, 78).Select(column => (char)('a' + (column % 26)))) + "\r\n";

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var site = await Site.StartStubAsync("bench-console", cancellationToken);
        var source = new FloodSource();
        site.Host.Shell = source.ServeAsync;
        var vm = await site.CreateAsync("flood", cancellationToken);
        await using var browser = await Browser.StartAsync(site.Stack, cancellationToken);
        await using var tab = await browser.OpenAsync(cancellationToken);
        await tab.SignInAsync(cancellationToken);
        var screen = await ScreenProbe.OpenAsync(tab, vm, cancellationToken);

        // The first flood also pays for code that was not compiled yet; it is not counted.
        await FloodAsync(site, tab, screen, source, TextLine, 8 * Megabyte, cancellationToken);
        var (rate, page, portal) = await FloodAsync(site, tab, screen, source, TextLine, 64 * Megabyte, cancellationToken);
        yield return new Figure("Flood to xterm, 64 MB in lines of 80, stub source", rate, "MB/s") { AtLeast = 5 };
        yield return new Figure("  main thread of the page, per MB", page * 1000, "ms");
        yield return new Figure("  portal's processor time, per MB", portal * 1000, "ms");
        (rate, page, portal) = await FloodAsync(site, tab, screen, source, "y\r\n", 8 * Megabyte, cancellationToken);
        yield return new Figure("Flood to xterm, 8 MB in lines of 3, stub source", rate, "MB/s");
        yield return new Figure("  main thread of the page, per MB", page * 1000, "ms");
        yield return new Figure("  portal's processor time, per MB", portal * 1000, "ms");

        await screen.SetClockAsync(cancellationToken);
        var (arrivals, ends) = await InterruptsAsync(tab, screen, source, cancellationToken);
        yield return new Figure($"Ctrl-C in a flood to the host, p50 of {Interrupts}", arrivals.Median(), "ms");
        yield return new Figure($"Ctrl-C in a flood to the host, p99 of {Interrupts}", arrivals.Percentile(99), "ms");
        yield return new Figure($"Ctrl-C to the flood's end painted, p50 of {Interrupts}, stub source", ends.Median(), "ms");
        yield return new Figure($"Ctrl-C to the flood's end painted, p99 of {Interrupts}, stub source", ends.Percentile(99), "ms") { AtMost = 200 };

        var echoes = await screen.EchoesAsync(Keys, cancellationToken);
        yield return new Figure($"Keystroke to its letter painted, p50 of {Keys}, stub source", echoes.Median(), "ms");
        yield return new Figure($"Keystroke to its letter painted, p99 of {Keys}, stub source", echoes.Percentile(99), "ms");
    }

    /// <summary>MB/s from the Enter key to the last line painted; processor seconds per MB of the page's main thread and of the portal.</summary>
    private static async Task<(double Rate, double Page, double Portal)> FloodAsync(
        Site site, Tab tab, ScreenProbe screen, FloodSource source, string line, long bytes, CancellationToken cancellationToken)
    {
        (source.Line, source.Bytes) = (line, bytes);
        var end = screen.LineAsync(source.NextMark, cancellationToken);
        var portal = ProcessFigures.CpuSeconds(site.Stack.Portal!.Pid); // it was started
        var page = await tab.MainThreadSecondsAsync(cancellationToken);
        await tab.EnterAsync(cancellationToken);
        var (key, painted) = await end;
        var megabytes = bytes / (double)Megabyte;
        return (megabytes / (painted - key) * 1000, (await tab.MainThreadSecondsAsync(cancellationToken) - page) / megabytes,
            (ProcessFigures.CpuSeconds(site.Stack.Portal.Pid) - portal) / megabytes);
    }

    /// <summary>From Ctrl-C to its arrival at the host, and to the flood's end being painted.</summary>
    private static async Task<(double[] Arrivals, double[] Ends)> InterruptsAsync(Tab tab, ScreenProbe screen, FloodSource source, CancellationToken cancellationToken)
    {
        (source.Line, source.Bytes) = (TextLine, long.MaxValue);
        var (arrivals, ends) = (new double[Interrupts], new double[Interrupts]);
        for (var round = 0; round < Interrupts; round++)
        {
            var end = screen.LineAsync(source.NextMark, cancellationToken);
            await tab.EnterAsync(cancellationToken);
            // Long enough for every buffer on the way to be full.
            await Task.Delay(TimeSpan.FromMilliseconds(600 + (round * 7 % 100)), cancellationToken);
            await tab.InterruptAsync(cancellationToken);
            var (key, painted) = await end;
            (arrivals[round], ends[round]) = (screen.ByThePage(source.InterruptedAt) - key, painted - key);
        }

        return (arrivals, ends);
    }
}
