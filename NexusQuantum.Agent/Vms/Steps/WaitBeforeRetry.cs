using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>The back-off after the engine died.</summary>
internal sealed class WaitBeforeRetry : IVmStep
{
    public string Name => "Wait before trying again";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        var crashes = work.Record.Crashes;
        var time = work.Room.Time;
        var left = crashes.IsEmpty ? TimeSpan.Zero : crashes[^1] + CrashRule.PauseAfter(crashes) - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return StepDone.Nothing;
        }

        await work.DetailAsync($"{left.TotalSeconds:0.#} s, try {crashes.Length} of {CrashRule.Restarts}");
        await Task.Delay(left, time, cancellationToken);
        return new StepDone($"try {crashes.Length} of {CrashRule.Restarts}");
    }
}
