using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>The guest takes address, name, key and password. The control line gave them with the hello; here it is waited for.</summary>
internal sealed class ApplyIdentity : IVmStep
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public string Name => "Apply identity";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        if (work.Process is not { } process)
        {
            return StepErrors.EngineDied(null);
        }

        await work.FlushAsync(cancellationToken);
        var taken = work.IdentityTaken();
        if (work.PasswordWaits() && work.Guest() is { Identified: true } guest)
        {
            // It took one earlier, without this password; otherwise the line sends it by itself after the hello.
            await guest.SendIdentityAsync(cancellationToken);
        }

        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timeout = Task.Delay(Deadline * work.Room.Slowness(), work.Room.Time, timer.Token);
        var first = await Task.WhenAny(taken, process.Exited, timeout);
        await timer.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (first == process.Exited)
        {
            return StepErrors.EngineDied(await process.Exited);
        }

        return first == taken
            ? new StepDone(work.NeedWish.Spec.Name.Value)
            : new Error(ErrorKind.Failed, "identity-refused", "The guest said hello and then did not take its name and address.") { Fix = "Read its console log; reset the machine to try again." };
    }
}
