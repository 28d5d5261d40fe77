using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class VmTallyTests
{
    [Fact]
    public void Every_machine_is_counted_once_and_trouble_needs_a_person()
    {
        VmView[] vms =
        [
            Some.Vm("a"), Some.Vm("b", VmState.Stopped, VmPower.Stopped), Some.Vm("c", VmState.Starting), Some.Vm("d", VmState.Failed),
            Some.Vm("e", VmState.Unknown), Some.Vm("f", VmState.Stopped), Some.Vm("g", VmState.Stopped) with { OperationId = OperationId.New() }, Some.Vm("h") with { Diverged = true },
        ];

        var tally = VmTally.Of(vms);

        Assert.Equal(new VmTally(8, AsWished: 2, OnTheWay: 2, Failed: 1, NotSeen: 1, Differs: 2), tally);
        Assert.Equal(4, tally.NeedsPerson);
        Assert.Equal("2 as wished, 2 on the way, 1 failed, 1 not seen, 2 differ from their wish", tally.ToString());
    }
}
