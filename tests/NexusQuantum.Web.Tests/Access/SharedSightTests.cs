using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>Pages of people with the same rights show the same pictures: what a machine costs in memory does not grow with who looks.</summary>
public sealed class SharedSightTests
{
    private static readonly VmView Vm = Some.Vm("web-1");

    [Fact]
    public void Two_who_may_do_the_same_share_one_picture()
    {
        var seen = Vm.For(With(Permission.VmRead, Permission.VmPower));
        Assert.NotSame(Vm, seen);
        Assert.Same(seen, Vm.For(With(Permission.VmRead, Permission.VmPower, Permission.VmCreate)));
        Assert.DoesNotContain("stop", seen!.Disabled.Keys); // seen, as asked
    }

    [Fact]
    public void Who_may_do_less_gets_another_and_who_may_do_all_gets_the_machines_own()
    {
        var seen = Vm.For(With(Permission.VmRead));
        Assert.NotSame(Vm.For(With(Permission.VmRead, Permission.VmPower)), seen);
        Assert.Contains("stop", seen!.Disabled.Keys); // seen, as asked
        Assert.Same(Vm, Vm.For(new Caller(Guid.NewGuid(), "all") { Rights = Rights.All }));
        Assert.Null(Vm.For(With(Permission.VmPower)));
    }

    [Fact]
    public void The_same_reasons_of_many_machines_are_kept_once()
    {
        var other = Some.Vm("web-2");
        Assert.Same(Vm.For(With(Permission.VmRead))!.Disabled, other.For(With(Permission.VmRead))!.Disabled); // seen, as asked
    }

    [Fact]
    public void A_new_picture_of_the_machine_makes_new_ones_of_it()
    {
        var caller = With(Permission.VmRead);
        Assert.Equal(VmState.Failed, (Vm with { State = VmState.Failed }).For(caller)?.State);
        Assert.Equal(Vm.State, Vm.For(caller)?.State);
    }

    private static Caller With(params Permission[] permissions)
        => new(Guid.NewGuid(), "some") { Rights = Rights.Of([(Vm.ProjectId, PermissionSet.Of(permissions))]) };
}
