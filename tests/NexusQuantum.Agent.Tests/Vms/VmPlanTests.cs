using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Vms;

/// <summary>Every row: what stands, what is wished, and the steps between, in order.</summary>
public sealed class VmPlanTests
{
    private const string Prepare = "CheckCapacity MakeDirectories CloneRootDisk";
    private const string Launch = Prepare + " JoinNetwork StartEngine";
    private const string Boot = " BootGuest ApplyIdentity";
    private const string Stop = "ShutDownGuest CutPower LeaveNetwork";

    [Theory]
    [InlineData(VmPower.Running, VmState.Defined, Launch + Boot)]
    [InlineData(VmPower.Running, VmState.Stopped, Launch + Boot)]
    [InlineData(VmPower.Running, VmState.Failed, Launch + Boot)]
    [InlineData(VmPower.Running, VmState.Preparing, Launch + Boot)]
    [InlineData(VmPower.Paused, VmState.Stopped, Launch + Boot + " PauseGuest")]
    [InlineData(VmPower.Stopped, VmState.Defined, Prepare)]
    [InlineData(VmPower.Stopped, VmState.Stopped, "")]
    [InlineData(VmPower.Stopped, VmState.Failed, "")]
    internal void A_vm_without_a_process(VmPower target, VmState state, string steps)
        => Is(steps, Dead(target, state));

    [Theory]
    [InlineData(VmPower.Running, VmState.Running, "")]
    [InlineData(VmPower.Running, VmState.Paused, "ResumeGuest")]
    [InlineData(VmPower.Running, VmState.Stopping, Stop + " " + Launch + Boot)]
    [InlineData(VmPower.Paused, VmState.Running, "PauseGuest")]
    [InlineData(VmPower.Paused, VmState.Paused, "")]
    [InlineData(VmPower.Stopped, VmState.Running, Stop)]
    [InlineData(VmPower.Stopped, VmState.Starting, Stop)]
    [InlineData(VmPower.Stopped, VmState.Paused, Stop)]
    [InlineData(VmPower.Stopped, VmState.Stopping, Stop)]
    internal void A_vm_with_a_process(VmPower target, VmState state, string steps)
        => Is(steps, Alive(target, state));

    [Fact]
    public void A_boot_that_was_not_seen_to_its_end_is_waited_for()
        => Is("BootGuest ApplyIdentity", Alive(VmPower.Running, VmState.Running) with { GuestReady = false });

    [Fact]
    public void An_image_without_guest_agent_is_not_waited_for()
        => Is(Launch, Dead(VmPower.Running, VmState.Stopped) with { HasGuestAgent = false });

    [Fact]
    public void A_password_is_given_to_a_guest_that_runs()
        => Is("ApplyIdentity", Alive(VmPower.Running, VmState.Running) with { PasswordWaits = true });

    [Fact]
    public void A_restart_stops_and_starts()
        => Is(Stop + " " + Launch + Boot, Alive(VmPower.Running, VmState.Running) with { RestartDue = true });

    [Fact]
    public void A_restart_of_a_vm_that_is_off_starts_it()
        => Is(Launch + Boot, Dead(VmPower.Running, VmState.Stopped) with { RestartDue = true });

    [Fact]
    public void A_restart_that_shall_end_stopped_only_stops()
        => Is(Stop, Alive(VmPower.Stopped, VmState.Running) with { RestartDue = true });

    [Fact]
    public void A_reset_boots_again_in_the_same_process()
        => Is("ResetGuest BootGuest ApplyIdentity", Alive(VmPower.Running, VmState.Running) with { ResetDue = true });

    [Fact]
    public void A_reset_of_a_paused_vm_lets_it_boot_and_pauses_it_again()
        => Is("ResetGuest ResumeGuest BootGuest ApplyIdentity PauseGuest", Alive(VmPower.Paused, VmState.Paused) with { ResetDue = true });

    [Fact]
    public void A_crash_waits_before_it_starts_again()
        => Is("WaitBeforeRetry " + Launch + Boot, Dead(VmPower.Running, VmState.Stopped) with { RetryDue = true });

    [Fact]
    public void What_failed_for_good_is_left_alone()
    {
        Is("", Dead(VmPower.Running, VmState.Failed) with { GivenUp = true });
        Is("", Alive(VmPower.Running, VmState.Running) with { GivenUp = true, GuestReady = false });
    }

    [Fact]
    public void A_guest_the_engine_halted_is_not_resumed_by_itself()
        => Is("", Alive(VmPower.Running, VmState.Paused) with { HeldByEngine = true });

    [Fact]
    public void A_delete_undoes_everything_whatever_is_wished()
    {
        Is("CutPower RemoveNetwork RemoveFiles", Alive(VmPower.Running, VmState.Deleting) with { Deleting = true });
        Is("CutPower RemoveNetwork RemoveFiles", Dead(VmPower.Running, VmState.Deleting) with { Deleting = true, GivenUp = true });
    }

    private static PlanInput Dead(VmPower target, VmState state) => new() { Target = target, State = state, Alive = false, HasGuestAgent = true };

    private static PlanInput Alive(VmPower target, VmState state) => new() { Target = target, State = state, Alive = true, HasGuestAgent = true, GuestReady = true };

    private static void Is(string steps, PlanInput input) => Assert.Equal(steps, string.Join(' ', VmPlan.For(input)));
}
