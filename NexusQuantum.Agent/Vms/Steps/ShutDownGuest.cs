using NexusQuantum.Agent.Engines;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>
/// Asks the guest to shut down and waits out its grace: by the control line when its agent is there, and by the power button when
/// there is none or a third of the time went by.
/// </summary>
internal sealed class ShutDownGuest : IVmStep
{
    public string Name => "Shut down guest";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        if (work.Process is not { } process || process.Exited.IsCompleted)
        {
            return StepDone.Nothing;
        }

        var time = work.Room.Time;
        var grace = TimeSpan.FromSeconds(work.NeedWish.Power.GraceSeconds);
        var began = work.StopBegan ?? time.GetUtcNow();
        var deadline = began + grace;
        if (deadline <= time.GetUtcNow())
        {
            return new StepDone("no grace", Skipped: true);
        }

        // A halted guest hears nothing.
        if (work.Record.State == VmState.Paused)
        {
            await process.ResumeAsync(cancellationToken);
        }

        await work.DetailAsync($"up to {grace.TotalSeconds:0} s");
        var asked = work.Guest() is { } guest && await guest.ShutDownAsync(reboot: false, cancellationToken);
        if (!asked || !await ExitsAsync(process, began + (grace / 3), time, cancellationToken))
        {
            await process.PressPowerButtonAsync(cancellationToken);
        }

        return await ExitsAsync(process, deadline, time, cancellationToken)
            ? new StepDone($"{(time.GetUtcNow() - began).TotalSeconds:0.0} s")
            : new StepDone($"it did not within {grace.TotalSeconds:0} s");
    }

    private static async Task<bool> ExitsAsync(IVmProcess process, DateTimeOffset deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        var left = deadline - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return process.Exited.IsCompleted;
        }

        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(process.Exited, Task.Delay(left, time, timer.Token));
        await timer.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return first == process.Exited;
    }
}
