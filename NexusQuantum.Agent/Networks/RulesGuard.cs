using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent.Networks;

/// <summary>
/// Looks whether our rules still stand: a restart of the distribution's firewall flushes all tables, and guests would go unfiltered
/// until the next change. Measures as often what else was asked for.
/// </summary>
internal sealed partial class RulesGuard(
    NetworkOptions options, IReadOnlyList<(string Family, string Chain)> chains, Func<CancellationToken, Task>? lookAround, TimeProvider time, ILogger log)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private volatile string _script = string.Empty;
    private Task _watching = Task.CompletedTask;

    /// <summary>These are the rules from now on.</summary>
    public void Begin(string script)
    {
        _script = script;
        if (_watching.IsCompleted && !_stopping.IsCancellationRequested)
        {
            _watching = WatchAsync();
        }
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
    }

    /// <summary>Lets go; the rules stay for the guests that go on.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(options.GuardTime, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                if (lookAround is not null)
                {
                    await lookAround(_stopping.Token);
                }

                if (!await StandAsync(_stopping.Token))
                {
                    Log.Flushed(log, options.Bridge);
                    await IpTool.NftAsync(_script, _stopping.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async Task<bool> StandAsync(CancellationToken cancellationToken)
    {
        var table = NftRules.Table(options.Bridge);
        foreach (var (family, chain) in chains)
        {
            var child = await ChildProcess.RunAsync(["nft", "list", "chain", family, table, chain], TimeSpan.FromSeconds(10), null, cancellationToken);
            if (!child.Ok)
            {
                return false;
            }
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(3120, LogLevel.Warning, "The filter rules of {Bridge} were gone (another firewall flushed them) and are set again")]
        public static partial void Flushed(ILogger logger, string bridge);
    }
}
