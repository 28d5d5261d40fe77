using NexusQuantum.Domain.Capacity;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Domain.Tests.Capacity;

/// <summary>What fits where, by the document's formula and by the rules of placing.</summary>
public sealed class CapacityPlanTests
{
    private const int GiB = 1024;

    /// <summary>The document: "32 GB host = ~28 GB available = 28 VMs at 1GB each or 14 VMs at 2GB each", with 2 to 4 GB for the host.</summary>
    [Theory]
    [InlineData(1, 4, 28)]
    [InlineData(2, 4, 14)]
    [InlineData(1, 2, 30)]
    [InlineData(2, 2, 15)]
    public void The_documents_host_of_32_GB(int sizeGiB, int reserveGiB, int fits)
        => Assert.Equal((fits, CapacityLimit.Memory), HostRoom.Of(Host("a", 32) with { DiskFreeGiB = null }, new CapacityRules { ReserveMiB = reserveGiB * GiB }).Fits(Size(sizeGiB)));

    [Theory]
    [InlineData(1024, 1, 1, 30, CapacityLimit.Memory)]
    [InlineData(1024, 1, 20, 5, CapacityLimit.Disk)]
    [InlineData(1024, 9, 1, 0, CapacityLimit.Vcpus)]
    [InlineData(1024, 8, 1, 30, CapacityLimit.Memory)] // vCPUs are shared, as placing does it
    [InlineData(40_000, 1, 1, 0, CapacityLimit.Memory)]
    [InlineData(1024, 1, 0, 30, CapacityLimit.Memory)]
    public void What_ends_first_is_named(int memory, int vcpus, int disk, int fits, CapacityLimit limit)
        => Assert.Equal((fits, limit), HostRoom.Of(Host("a", 32), CapacityRules.Placing).Fits(new MachineSize(memory, vcpus, disk)));

    [Theory]
    [InlineData(1.0, null, 30, CapacityLimit.Memory)]
    [InlineData(1.5, null, 45, CapacityLimit.Memory)]
    [InlineData(1.0, 2.0, 16, CapacityLimit.Vcpus)]
    [InlineData(1.0, 4.0, 30, CapacityLimit.Memory)]
    public void Overcommit_counts_beside_the_reserve(double memory, double? vcpus, int fits, CapacityLimit limit)
        => Assert.Equal((fits, limit), HostRoom.Of(Host("a", 32), new CapacityRules { MemoryOvercommit = memory, VcpusPerProcessor = vcpus }).Fits(Size(1)));

    [Fact]
    public void What_is_promised_is_not_promised_again()
    {
        var room = HostRoom.Of(Host("a", 32) with { PromisedMiB = 29 * GiB, PromisedVcpus = 40 }, new CapacityRules { VcpusPerProcessor = 4 });
        Assert.Equal((0, CapacityLimit.Vcpus), room.Fits(Size(1)));
        Assert.Equal((1, CapacityLimit.Memory), HostRoom.Of(room.Host, CapacityRules.Placing).Fits(Size(1)));
        Assert.Equal((0, CapacityLimit.Memory), HostRoom.Of(room.Host with { PromisedMiB = 99 * GiB }, CapacityRules.Placing).Fits(Size(1)));
    }

    [Fact]
    public void Machines_to_come_go_where_most_memory_is_left()
    {
        var answer = Ask([Host("a", 18), Host("b", 34)], count: 28);
        Assert.Equal([("a", 16, 6), ("b", 32, 22)], answer.Hosts.Select(host => (host.Room.Host.Name, host.Fits, host.Takes)));
        Assert.Equal(0, answer.Unplaced);
        Assert.Equal(2, Ask([Host("a", 18), Host("b", 34)], count: 50).Unplaced);
    }

    [Fact]
    public void A_host_that_cannot_run_machines_takes_none()
    {
        var answer = Ask([Host("a", 18), Host("b", 99) with { Unusable = "It does not answer." }], count: 20);
        Assert.Equal([("a", 16, CapacityLimit.Memory), ("b", 0, CapacityLimit.Host)], answer.Hosts.Select(host => (host.Room.Host.Name, host.Takes, host.Limit)));
        Assert.Equal(4, answer.Unplaced);
    }

    [Fact]
    public void The_machines_of_a_lost_host_go_first_and_the_largest_of_them_before_the_others()
    {
        var (lost, left) = (Host("b", 34), Host("a", 18));
        RunningMachine small = new(VmId.New(), Size(1)), large = new(VmId.New(), Size(12)), more = new(VmId.New(), Size(4));
        var answer = Ask([lost, left], count: 4, lost.Id, small, more, large);
        Assert.Equal([(large.Id, left.Id), (more.Id, left.Id), (small.Id, (HostId?)null)], answer.Taken);
        Assert.Equal(("a", 0, 0), Assert.Single(answer.Hosts.Select(host => (host.Room.Host.Name, host.Fits, host.Takes))));
        Assert.Equal(4, answer.Unplaced);
    }

    [Fact]
    public void Without_any_other_host_a_lost_ones_machines_fit_nowhere()
    {
        var lost = Host("b", 34);
        var answer = Ask([lost], count: 0, lost.Id, new RunningMachine(VmId.New(), Size(1)));
        Assert.Empty(answer.Hosts);
        Assert.Null(Assert.Single(answer.Taken).Host);
    }

    [Fact]
    public void The_average_of_machines_is_rounded_up()
    {
        Assert.Null(MachineSize.Average([]));
        Assert.Equal(new MachineSize(1366, 2, 4), MachineSize.Average([new(1024, 1, 3), new(1024, 1, 3), new(2048, 2, 4)]));
    }

    private static CapacityAnswer Ask(CapacityHost[] hosts, int count, HostId? lost = null, params RunningMachine[] machines)
        => CapacityPlan.Answer(hosts, new CapacityQuestion(Size(1), count, CapacityRules.Placing, lost, [.. machines]));

    private static MachineSize Size(int gib) => new(gib * GiB, 1, 1);

    /// <summary>With 2 GiB for itself.</summary>
    private static CapacityHost Host(string name, int gib)
        => new() { Id = HostId.New(), Name = name, MemoryMiB = gib * GiB, ReserveMiB = 2 * GiB, PromisedMiB = 0, Processors = 8, PromisedVcpus = 0, DiskFreeGiB = 100 };
}
