using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Domain.Tests.Vms;

public sealed class VmVerbsTests
{
    [Theory]
    [InlineData(VmVerb.Start, VmState.Stopped, VmPower.Stopped, true)]
    [InlineData(VmVerb.Start, VmState.Failed, VmPower.Running, true)]
    [InlineData(VmVerb.Start, VmState.Running, VmPower.Running, false)]
    [InlineData(VmVerb.Stop, VmState.Running, VmPower.Running, true)]
    [InlineData(VmVerb.Stop, VmState.Stopped, VmPower.Stopped, false)]
    [InlineData(VmVerb.Stop, VmState.Stopping, VmPower.Stopped, false)]
    [InlineData(VmVerb.ForceStop, VmState.Stopping, VmPower.Stopped, true)]
    [InlineData(VmVerb.Pause, VmState.Running, VmPower.Running, true)]
    [InlineData(VmVerb.Pause, VmState.Stopped, VmPower.Stopped, false)]
    [InlineData(VmVerb.Resume, VmState.Paused, VmPower.Paused, true)]
    [InlineData(VmVerb.Resume, VmState.Running, VmPower.Running, false)]
    [InlineData(VmVerb.Reset, VmState.Running, VmPower.Running, true)]
    [InlineData(VmVerb.Reset, VmState.Stopped, VmPower.Stopped, false)]
    [InlineData(VmVerb.Delete, VmState.Unknown, VmPower.Running, true)]
    [InlineData(VmVerb.Delete, VmState.Deleting, VmPower.Stopped, false)]
    public void A_verb_is_allowed_exactly_where_it_makes_sense(VmVerb verb, VmState state, VmPower wish, bool allowed)
        => Assert.Equal(allowed, VmVerbs.WhyNot(verb, state, wish) is null);

    [Fact]
    public void Every_refusal_is_a_sentence()
        => Assert.All(
            from verb in Enum.GetValues<VmVerb>()
            from state in Enum.GetValues<VmState>()
            from wish in Enum.GetValues<VmPower>()
            select VmVerbs.WhyNot(verb, state, wish),
            reason => Assert.True(reason is null || (reason.EndsWith('.') && char.IsUpper(reason[0]))));
}
