using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Domain.Tests.Vms;

public sealed class VmLifecycleTests
{
    public static TheoryData<VmState, VmEvent, VmState?> Table => new()
    {
        { VmState.Defined, VmEvent.Prepare, VmState.Preparing },
        { VmState.Stopped, VmEvent.Prepare, VmState.Preparing },
        { VmState.Failed, VmEvent.Prepare, VmState.Preparing },
        { VmState.Running, VmEvent.Prepare, null },
        { VmState.Preparing, VmEvent.Launch, VmState.Starting },
        { VmState.Stopped, VmEvent.Launch, null },
        { VmState.Starting, VmEvent.Ran, VmState.Running },
        { VmState.Paused, VmEvent.Ran, VmState.Running },
        { VmState.Stopped, VmEvent.Ran, null },
        { VmState.Running, VmEvent.Halted, VmState.Paused },
        { VmState.Stopping, VmEvent.Halted, null },
        { VmState.Running, VmEvent.StopBegan, VmState.Stopping },
        { VmState.Preparing, VmEvent.StopBegan, VmState.Stopping },
        { VmState.Stopped, VmEvent.StopBegan, null },
        { VmState.Stopping, VmEvent.WentOff, VmState.Stopped },
        { VmState.Running, VmEvent.WentOff, VmState.Stopped },
        { VmState.Running, VmEvent.Broke, VmState.Failed },
        { VmState.Stopped, VmEvent.Broke, null },
        { VmState.Running, VmEvent.DeleteBegan, VmState.Deleting },
        { VmState.Failed, VmEvent.DeleteBegan, VmState.Deleting },
        { VmState.Deleting, VmEvent.Ran, null },
        { VmState.Unknown, VmEvent.DeleteBegan, null },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_event_leads_where_the_table_says(VmState state, VmEvent happened, VmState? expected)
        => Assert.Equal(expected, VmLifecycle.Next(state, happened));

    [Fact]
    public void Nothing_leaves_deleting()
        => Assert.All(Enum.GetValues<VmEvent>(), happened => Assert.Null(VmLifecycle.Next(VmState.Deleting, happened)));

    [Fact]
    public void Only_the_portal_lays_unknown_over_a_fact()
        => Assert.DoesNotContain(
            VmState.Unknown,
            Enum.GetValues<VmState>().SelectMany(state => Enum.GetValues<VmEvent>().Select(happened => VmLifecycle.Next(state, happened) ?? VmState.Defined)));

    [Fact]
    public void Every_state_but_unknown_can_be_deleted_or_is_being_deleted()
        => Assert.All(
            Enum.GetValues<VmState>().Except([VmState.Unknown, VmState.Deleting]),
            state => Assert.Equal(VmState.Deleting, VmLifecycle.Next(state, VmEvent.DeleteBegan)));

    [Fact]
    public void A_wish_is_met_by_exactly_its_own_states()
    {
        Assert.Equal([VmState.Running], Satisfying(VmPower.Running));
        Assert.Equal([VmState.Paused], Satisfying(VmPower.Paused));
        Assert.Equal([VmState.Defined, VmState.Stopped], Satisfying(VmPower.Stopped));
    }

    private static VmState[] Satisfying(VmPower wish) => [.. Enum.GetValues<VmState>().Where(state => VmLifecycle.Satisfies(state, wish))];
}
