using System.Diagnostics;
using System.Text.Json;
using NexusQuantum.Benchmarks.Browsing;

namespace NexusQuantum.Benchmarks.Consoles;

/// <summary>Watches a terminal on a page from inside the page: when keys arrived there, and when rows were painted.</summary>
internal sealed class ScreenProbe
{
    // A change of the rows is seen in the frame that makes it; the message is delivered after that frame was painted.
    private const string Script = """
        window.nqProbe = (() => {
          const key = { at: 0 };
          addEventListener('keydown', event => { key.at = event.timeStamp; }, true);
          const screen = document.querySelector('.con-screen .xterm-rows');
          const rows = () => [...screen.children].map(row => row.textContent.replace(/\u00a0/g, ' ').trimEnd());
          const last = () => rows().findLast(row => row !== '') ?? '';
          const painted = holds => new Promise(resolve => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve([key.at, performance.now()]);
            const look = () => {
              if (holds()) {
                observer.disconnect();
                port2.postMessage(0);
              }
            };
            const observer = new MutationObserver(look);
            observer.observe(screen, { childList: true, subtree: true, characterData: true });
            look();
          });
          return { rows, last, painted };
        })();
        """;

    private readonly Tab _tab;
    private double _clock;

    private ScreenProbe(Tab tab) => _tab = tab;

    /// <summary>Opens a machine's shell and watches it.</summary>
    public static async Task<ScreenProbe> OpenAsync(Tab tab, string vm, CancellationToken cancellationToken)
    {
        await tab.GoAsync($"/machines/{vm}/console?line=shell", cancellationToken);
        await tab.LiveAsync(cancellationToken);
        await tab.WhenAsync("the shell on the screen", "document.querySelector('.con-screen[data-phase=connected] .xterm-rows')?.textContent.trim()", cancellationToken);
        await tab.EvaluateAsync(Script + "document.querySelector('.con-screen .xterm-helper-textarea').focus()", cancellationToken);
        return new ScreenProbe(tab);
    }

    /// <summary>The newest line that is not empty.</summary>
    public async Task<string> LastLineAsync(CancellationToken cancellationToken) => (await _tab.EvaluateAsync("nqProbe.last()", cancellationToken)).ToString();

    /// <summary>Starts to watch for a condition on the rows; the answer tells when the latest key came and when the condition was painted, in ms.</summary>
    public async Task<(double Key, double Painted)> PaintedAsync(string condition, CancellationToken cancellationToken)
    {
        var times = await _tab.EvaluateAsync($"nqProbe.painted(() => {condition})", cancellationToken);
        return (times[0].GetDouble(), times[1].GetDouble());
    }

    /// <summary>Waits until a line of its own was painted.</summary>
    public Task<(double Key, double Painted)> LineAsync(string line, CancellationToken cancellationToken)
        => PaintedAsync($"nqProbe.rows().includes({Tab.Quote(line)})", cancellationToken);

    /// <summary>From a key to its letter being painted, in ms, for so many keys on one line.</summary>
    public async Task<double[]> EchoesAsync(int keys, CancellationToken cancellationToken)
    {
        var echoes = new double[keys];
        for (var number = 0; number < keys; number++)
        {
            var before = (await LastLineAsync(cancellationToken)).Length;
            var painted = PaintedAsync($"nqProbe.last().length > {before}", cancellationToken);
            await _tab.TypeAsync('a', cancellationToken);
            var (key, at) = await painted;
            echoes[number] = at - key;
            // A typist's pace; what the letter caused has settled.
            await Task.Delay(50, cancellationToken);
        }

        return echoes;
    }

    /// <summary>Compares the page's clock with ours over the quickest of some round trips.</summary>
    public async Task SetClockAsync(CancellationToken cancellationToken)
    {
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 30; round++)
        {
            var asked = Stopwatch.GetTimestamp();
            var there = await _tab.NumberAsync("performance.now()", cancellationToken);
            if (Stopwatch.GetElapsedTime(asked) is var took && took < best)
            {
                best = took;
                _clock = Milliseconds(asked) + (took.TotalMilliseconds / 2) - there;
            }
        }
    }

    /// <summary>One of our timestamps by the page's clock.</summary>
    public double ByThePage(long timestamp) => Milliseconds(timestamp) - _clock;

    private static double Milliseconds(long timestamp) => timestamp * 1000.0 / Stopwatch.Frequency;
}
