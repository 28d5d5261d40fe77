using NexusQuantum.Agent.Engines;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>
/// Waits for the guest agent's hello. The deadline is the engine's own (TCG boots hang now and then), stretched when the host is
/// busy; a boot that misses it is killed here, and the actor decides whether to try once more.
/// </summary>
internal sealed class BootGuest : IVmStep
{
    private static readonly TimeSpan Kvm = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tcg = TimeSpan.FromSeconds(30);

    public string Name => "Boot guest";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        if (work.Process is not { } process)
        {
            return StepErrors.EngineDied(null);
        }

        var time = work.Room.Time;
        var began = work.BootBegan ?? time.GetUtcNow();
        var deadline = (process.Accelerator == Accelerator.Kvm ? Kvm : Tcg) * work.Room.Slowness();
        var left = began + deadline - time.GetUtcNow();
        await work.DetailAsync($"waiting for its agent, at most {deadline.TotalSeconds:0} s");

        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timeout = Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, timer.Token);
        var ready = work.GuestReady();
        var first = await Task.WhenAny(ready, process.Exited, timeout);
        await timer.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (first == process.Exited)
        {
            return StepErrors.EngineDied(await process.Exited);
        }

        if (first == ready)
        {
            // From here on the machine is worth keeping, for its console if nothing else.
            work.Commit();
            work.ReleaseSlot();
            return new StepDone($"{(time.GetUtcNow() - began).TotalSeconds:0.0} s");
        }

        await work.DetailAsync("killed: it missed its deadline");
        await process.KillAsync(CancellationToken.None);
        return StepErrors.BootDeadline(deadline, process.Profile);
    }
}
