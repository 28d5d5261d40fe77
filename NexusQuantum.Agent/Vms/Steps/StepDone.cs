namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>A step's success.</summary>
/// <param name="Detail">What was measured or done, for people.</param>
/// <param name="Skipped">It stood already.</param>
internal sealed record StepDone(string? Detail = null, bool Skipped = false)
{
    public static readonly StepDone Nothing = new(Skipped: true);
}
