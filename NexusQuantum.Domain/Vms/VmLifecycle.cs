namespace NexusQuantum.Domain.Vms;

/// <summary>
/// The lifecycle of a VM as one table. Only this table decides which state follows which; everyone else asks it.
/// <see cref="VmState.Unknown"/> is not here: the portal lays it over the last fact when a host is out of reach.
/// </summary>
public static class VmLifecycle
{
    /// <summary>The state after <paramref name="happened"/>, or null when that cannot happen in <paramref name="state"/>.</summary>
    public static VmState? Next(VmState state, VmEvent happened) => (state, happened) switch
    {
        (VmState.Deleting, _) => null,
        (VmState.Unknown, _) => null,
        (_, VmEvent.DeleteBegan) => VmState.Deleting,
        (VmState.Defined or VmState.Stopped or VmState.Failed, VmEvent.Prepare) => VmState.Preparing,
        (VmState.Preparing, VmEvent.Launch) => VmState.Starting,
        (VmState.Starting or VmState.Paused or VmState.Running, VmEvent.Ran) => VmState.Running,
        (VmState.Starting or VmState.Running or VmState.Paused, VmEvent.Halted) => VmState.Paused,
        (VmState.Starting or VmState.Running or VmState.Paused or VmState.Preparing, VmEvent.StopBegan) => VmState.Stopping,
        (VmState.Starting or VmState.Running or VmState.Paused or VmState.Stopping or VmState.Preparing or VmState.Defined or VmState.Failed, VmEvent.WentOff) => VmState.Stopped,
        (not VmState.Stopped, VmEvent.Broke) => VmState.Failed,
        _ => null,
    };

    /// <summary>True while the agent is on the way to somewhere else; shown with a verb.</summary>
    public static bool IsTransitioning(VmState state) => state switch
    {
        VmState.Preparing or VmState.Starting or VmState.Stopping or VmState.Deleting => true,
        VmState.Defined or VmState.Running or VmState.Paused or VmState.Stopped or VmState.Failed or VmState.Unknown => false,
    };

    /// <summary>True when an engine process exists for a VM in this state.</summary>
    public static bool HasProcess(VmState state) => state switch
    {
        VmState.Starting or VmState.Running or VmState.Paused or VmState.Stopping => true,
        VmState.Defined or VmState.Preparing or VmState.Stopped or VmState.Failed or VmState.Deleting or VmState.Unknown => false,
    };

    /// <summary>True when the fact is what the wish asked for.</summary>
    public static bool Satisfies(VmState state, VmPower wish) => wish switch
    {
        VmPower.Running => state is VmState.Running,
        VmPower.Stopped => state is VmState.Stopped or VmState.Defined,
        VmPower.Paused => state is VmState.Paused,
    };
}
