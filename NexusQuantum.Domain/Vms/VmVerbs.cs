namespace NexusQuantum.Domain.Vms;

/// <summary>Which verb makes sense when: one table for the API's 409, the page's disabled buttons and the selection bar.</summary>
public static class VmVerbs
{
    /// <summary>Null when the verb may be asked for in this state, else the reason with the way out, ready to show.</summary>
    public static string? WhyNot(VmVerb verb, VmState state, VmPower wish) => (verb, state) switch
    {
        (VmVerb.Delete, VmState.Deleting) => "It is being deleted.",
        (VmVerb.Delete, _) => null,
        (_, VmState.Deleting) => "It is being deleted.",
        (_, VmState.Unknown) => "Its host does not answer. The machine may still run; try again when the host is back.",
        (VmVerb.Start, VmState.Running) => "It is running.",
        (VmVerb.Start, VmState.Paused) => "It is paused. Resume it.",
        (VmVerb.Start, VmState.Starting or VmState.Preparing) => "It is starting.",
        (VmVerb.Start, VmState.Stopping) => "It is stopping. Start it when it is off.",
        (VmVerb.Start, _) => null,
        (VmVerb.Stop, VmState.Stopping) => "It is stopping. Use force stop to cut its power.",
        (VmVerb.Stop or VmVerb.ForceStop, VmState.Stopped or VmState.Defined) => wish == VmPower.Stopped ? "It is stopped." : null,
        (VmVerb.Stop or VmVerb.ForceStop, VmState.Failed) => wish == VmPower.Stopped ? "It does not run." : null,
        (VmVerb.Stop or VmVerb.ForceStop, _) => null,
        (VmVerb.Restart or VmVerb.Reset, VmState.Running or VmState.Paused) => null,
        (VmVerb.Restart, VmState.Failed) => null,
        (VmVerb.Restart or VmVerb.Reset, _) => "It does not run.",
        (VmVerb.Pause, VmState.Running) => null,
        (VmVerb.Pause, VmState.Paused) => "It is paused.",
        (VmVerb.Pause, _) => "Only a running machine can be paused.",
        (VmVerb.Resume, VmState.Paused) => null,
        (VmVerb.Resume, _) => "Only a paused machine can be resumed.",
    };
}
