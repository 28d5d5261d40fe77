using System.Runtime.CompilerServices;
using NexusQuantum.Benchmarks.Browsing;
using NexusQuantum.Benchmarks.Installations;

namespace NexusQuantum.Benchmarks.Consoles;

/// <summary>The same as <see cref="ConsoleFigures"/> through the real agent and a real guest, whose own speed is part of the figure.</summary>
internal static class GuestConsoleFigures
{
    private const int Interrupts = 30;
    private const int Keys = 60;
    private const double Megabytes = 8;

    private static readonly string Word = new('x', 78);

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var site = await Site.StartAsync("bench-console-guest", cancellationToken);
        var vm = await site.CreateAsync("flood", cancellationToken);
        await using var browser = await Browser.StartAsync(site.Stack, cancellationToken);
        await using var tab = await browser.OpenAsync(cancellationToken);
        await tab.SignInAsync(cancellationToken);
        var screen = await ScreenProbe.OpenAsync(tab, vm, cancellationToken);
        var prompt = await screen.LastLineAsync(cancellationToken);

        var end = screen.LineAsync("#end#", cancellationToken);
        await tab.InsertAsync($"yes {Word} | head -c {Megabytes * 1e6:0}; echo; echo '#e'nd#", cancellationToken);
        await tab.EnterAsync(cancellationToken);
        var (begun, ended) = await end;
        yield return new Figure("Flood to xterm, 8 MB in lines of 79, real guest", Megabytes / (ended - begun) * 1000, "MB/s");

        var interrupts = await InterruptsAsync(tab, screen, prompt, cancellationToken);
        yield return new Figure($"Ctrl-C to the prompt painted, p50 of {Interrupts}, real guest", interrupts.Median(), "ms");
        yield return new Figure($"Ctrl-C to the prompt painted, p99 of {Interrupts}, real guest", interrupts.Percentile(99), "ms") { AtMost = 200 };

        var echoes = await screen.EchoesAsync(Keys, cancellationToken);
        yield return new Figure($"Keystroke to its letter painted, p50 of {Keys}, real guest", echoes.Median(), "ms");
        yield return new Figure($"Keystroke to its letter painted, p99 of {Keys}, real guest", echoes.Percentile(99), "ms");
    }

    private static async Task<double[]> InterruptsAsync(Tab tab, ScreenProbe screen, string prompt, CancellationToken cancellationToken)
    {
        var figures = new double[Interrupts];
        for (var round = 0; round < Interrupts; round++)
        {
            var flooding = screen.PaintedAsync($"nqProbe.rows().slice(0, 20).every(row => row === '{Word}')", cancellationToken);
            await tab.InsertAsync("yes " + Word, cancellationToken);
            await tab.EnterAsync(cancellationToken);
            await flooding;
            await Task.Delay(TimeSpan.FromMilliseconds(600 + (round * 7 % 100)), cancellationToken);
            var end = screen.PaintedAsync($"nqProbe.last() === {Tab.Quote(prompt)}", cancellationToken);
            await tab.InterruptAsync(cancellationToken);
            var (key, painted) = await end;
            figures[round] = painted - key;
        }

        return figures;
    }
}
