using System.Collections.Immutable;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

/// <summary>
/// What is missing between wish and fact, as steps in order; empty when nothing is. Pure: no clock, no disk, no memory of earlier
/// plans, so that after any interruption the next plan is made from what is measured then.
/// </summary>
internal static class VmPlan
{
    private static readonly ImmutableArray<VmStepKind> Prepare = [VmStepKind.CheckCapacity, VmStepKind.MakeDirectories, VmStepKind.CloneRootDisk];
    private static readonly ImmutableArray<VmStepKind> Launch = [.. Prepare, VmStepKind.JoinNetwork, VmStepKind.StartEngine];
    private static readonly ImmutableArray<VmStepKind> Boot = [VmStepKind.BootGuest, VmStepKind.ApplyIdentity];
    private static readonly ImmutableArray<VmStepKind> Stop = [VmStepKind.ShutDownGuest, VmStepKind.CutPower, VmStepKind.LeaveNetwork];

    public static ImmutableArray<VmStepKind> For(PlanInput input)
    {
        if (input.Deleting)
        {
            return [VmStepKind.CutPower, VmStepKind.RemoveNetwork, VmStepKind.RemoveFiles];
        }

        return input.Alive ? ForLiving(input) : ForDead(input);
    }

    private static ImmutableArray<VmStepKind> ForLiving(PlanInput input) => input switch
    {
        { Target: VmPower.Stopped } => Stop,
        { GivenUp: true } => [],

        // A guest that was told to shut down cannot be called back: let it end, then start it.
        { RestartDue: true } or { State: VmState.Stopping } => [.. Stop, .. Start(input)],
        { ResetDue: true, State: VmState.Running } => [VmStepKind.ResetGuest, .. BootOf(input), .. PauseOf(input)],
        { ResetDue: true } => [VmStepKind.ResetGuest, VmStepKind.ResumeGuest, .. BootOf(input), .. PauseOf(input)],
        { Target: VmPower.Paused, State: VmState.Paused } => [],
        { Target: VmPower.Paused } => [.. Rest(input), VmStepKind.PauseGuest],
        { State: VmState.Paused, HeldByEngine: true } => [],
        { State: VmState.Paused } => [VmStepKind.ResumeGuest, .. Rest(input)],
        _ => Rest(input),
    };

    private static ImmutableArray<VmStepKind> ForDead(PlanInput input) => input switch
    {
        { GivenUp: true } => [],

        // A new VM that shall not run yet is still made, so that a wrong image or a full disk is told at once.
        { Target: VmPower.Stopped, State: VmState.Defined } => Prepare,
        { Target: VmPower.Stopped } => [],
        { RetryDue: true } => [VmStepKind.WaitBeforeRetry, .. Start(input)],
        _ => Start(input),
    };

    private static ImmutableArray<VmStepKind> Start(PlanInput input) => [.. Launch, .. BootOf(input), .. PauseOf(input)];

    private static ImmutableArray<VmStepKind> BootOf(PlanInput input) => input.HasGuestAgent ? Boot : [];

    private static ImmutableArray<VmStepKind> PauseOf(PlanInput input) => input.Target == VmPower.Paused ? [VmStepKind.PauseGuest] : [];

    /// <summary>What a running guest still lacks: a boot that was not seen to its end, or a password.</summary>
    private static ImmutableArray<VmStepKind> Rest(PlanInput input) => input switch
    {
        { HasGuestAgent: false } => [],
        { GuestReady: false } => Boot,
        { PasswordWaits: true } => [VmStepKind.ApplyIdentity],
        _ => [],
    };
}
