using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>
/// One step of a plan: measures, acts, verifies, and pushes its undo after it succeeded. May be cancelled at any await and run again
/// from its beginning by the next plan.
/// </summary>
internal interface IVmStep
{
    /// <summary>For people, an imperative.</summary>
    string Name { get; }

    Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken);
}
