using Microsoft.Extensions.Logging.Abstractions;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Engines.Qemu;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent;

/// <summary>
/// The command <c>stop-vms</c>: turns off every VM of this run directory while no agent serves it, by power button first. What the
/// portal wishes stays as it is: the next agent starts them again.
/// </summary>
internal static class StopVmsCommand
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(AgentOptions options)
    {
        using var held = DirectoryLock.Take(options.AgentDirectory);
        if (held is null)
        {
            Console.Error.WriteLine($"An agent serves {options.RunDirectory}. Stop the VMs in the portal, or stop the agent first.");
            return ExitCodes.Locked;
        }

        var journal = new VmJournal(options.RunDirectory, TimeProvider.System);
        var engine = new QemuEngine(TimeProvider.System, NullLogger<QemuEngine>.Instance);
        foreach (var line in await StopAllAsync(journal, engine))
        {
            Console.WriteLine(line);
        }

        return ExitCodes.Good;
    }

    /// <summary>Stops what runs, all at once; a line for each.</summary>
    internal static async Task<IReadOnlyList<string>> StopAllAsync(VmJournal journal, IVmEngine engine)
    {
        var ended = await Task.WhenAll(journal.List().Select(async id =>
        {
            await using var process = await engine.AdoptAsync(id, journal.DirectoryOf(id), CancellationToken.None);
            if (process is null)
            {
                return null;
            }

            // Before the button: a guest that goes off because we asked has not spoken for its owner, which the next agent reads here.
            if (journal.ReadRecord(id) is { Deleting: false } record)
            {
                journal.WriteRecord(id, record with { State = VmState.Stopping });
            }

            return $"{id}: {await StopAsync(process)}";
        }));
        return [.. ended.OfType<string>()];
    }

    private static async Task<string> StopAsync(IVmProcess process)
    {
        if ((await process.PressPowerButtonAsync(CancellationToken.None)).Ok)
        {
            await ((Task)process.Exited).WaitAsync(Grace, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (process.Exited.IsCompleted)
        {
            return "off by its power button";
        }

        await process.KillAsync(CancellationToken.None);
        return $"power cut after {Grace.TotalSeconds:0} s";
    }
}
