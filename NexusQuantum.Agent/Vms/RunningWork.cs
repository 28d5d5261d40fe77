using System.Collections.Immutable;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Vms.Steps;

namespace NexusQuantum.Agent.Vms;

/// <summary>A plan being carried out. <paramref name="First"/> is the process that lived when it began.</summary>
internal sealed record RunningWork(ImmutableArray<VmStepKind> Plan, VmWork Work, IVmProcess? First, long Generation, CancellationTokenSource Cancel, Task Task)
{
    /// <summary>True when the plan ends the engine's process, so that its end is no surprise.</summary>
    public bool Stops => Plan.Contains(VmStepKind.CutPower);

    public Task CancelAsync() => Cancel.CancelAsync();
}
