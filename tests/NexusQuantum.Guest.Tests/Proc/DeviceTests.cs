using System.Text;
using NexusQuantum.Agent.Guest.Proc;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Guest.Tests.Proc;

public sealed class DeviceTests
{
    [Fact]
    public void Disks_are_read_without_partitions_loops_and_ram_disks()
    {
        var disks = DiskStats.Parse("""
               1       0 ram0 9 9 9 9 9 9 9 9 9 9 9
               7       0 loop0 9 9 9 9 9 9 9 9 9 9 9
             254       0 vda 185 0 19882 40 61 12 62352 30 0 60 70 0 0 0 0 1 2
             254       1 vda1 1 0 2 0 3 0 4 0 0 0 0
             259       0 nvme0n1 1 0 2 0 3 0 4 0 0 0 0
            """u8, name => name != "vda1");
        Assert.Equal(
            [new GuestDisk("vda", 185, 19882 * 512, 61, 62352 * 512), new GuestDisk("nvme0n1", 1, 1024, 3, 2048)],
            disks);
    }

    [Fact]
    public void No_more_than_32_disks_and_no_endless_names_are_taken()
    {
        var text = new StringBuilder();
        text.Append("1 1 ").Append('x', 5000).Append(" 1 1 1 1 1 1 1\n");
        for (var i = 0; i < 100; i++)
        {
            text.Append("254 0 vd").Append(i).Append(" 1 0 1 0 1 0 1 0 0 0 0\n");
        }

        var disks = DiskStats.Parse(Encoding.ASCII.GetBytes(text.ToString()), _ => true);
        Assert.Equal(32, disks.Length);
        Assert.All(disks, disk => Assert.True(disk.Name.Length < 8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n\n")]
    [InlineData("254 0")]
    [InlineData("   ")]
    public void A_line_without_a_name_is_no_disk(string text)
        => Assert.Empty(DiskStats.Parse(Encoding.ASCII.GetBytes(text), _ => true));

    [Fact]
    public void A_name_alone_is_a_disk_that_did_nothing()
        => Assert.Equal([new GuestDisk("vda", 0, 0, 0, 0)], DiskStats.Parse("254 0 vda"u8, _ => true));

    [Fact]
    public void Interfaces_are_read_without_lo()
    {
        var nics = NetDev.Parse("""
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo:     560       7    0    0    0     0          0         0      560       7    0    0    0     0       0          0
              eth0:    2996      25    1    0    0     0          0         0     2458      21    2    0    0     0       0          0
            eth1:18446744073709551615 1 0 0 0 0 0 0 5 6 7 0 0 0 0 0
            """u8);
        Assert.Equal(
            [new GuestNic("eth0", 2996, 25, 1, 2458, 21, 2), new GuestNic("eth1", long.MaxValue, 1, 0, 5, 6, 7)],
            nics);
    }

    [Fact]
    public void An_interface_cannot_have_a_long_name_and_there_are_at_most_32()
    {
        var text = new StringBuilder("abcdefghijklmnop: 1 1 1 1\n:::: 1\n");
        for (var i = 0; i < 100; i++)
        {
            text.Append("eth").Append(i).Append(": 1 2\n");
        }

        Assert.Equal(32, NetDev.Parse(Encoding.ASCII.GetBytes(text.ToString())).Length);
    }

    [Fact]
    public void Mounts_on_devices_are_taken_once_and_unescaped()
    {
        var mounts = Mounts.Parse("""
            /dev/vda / ext4 rw,noatime 0 0
            proc /proc proc rw 0 0
            tmpfs /run tmpfs rw 0 0
            10.0.0.1:/share /mnt nfs rw 0 0
            /dev/vdb /srv/my\040data\134x xfs rw 0 0
            /dev/vdb /srv/again xfs rw 0 0
            /dev/vdc relative ext4 rw 0 0
            /dev/vdd /ends\04 ext4 rw 0 0
            """u8);
        Assert.Equal(
            [new Mount("/dev/vda", "/", "ext4"), new Mount("/dev/vdb", "/srv/my data\\x", "xfs"), new Mount("/dev/vdd", "/ends\\04", "ext4")],
            mounts);
    }

    [Theory]
    [InlineData("0.10 0.20 0.30 1/66 780\n", 0.1, 0.2, 0.3)]
    [InlineData("", 0, 0, 0)]
    [InlineData("NaN Infinity -x", 0, 0, 0)]
    public void Load_is_three_numbers_or_zeros(string text, double one, double five, double fifteen)
        => Assert.Equal([one, five, fifteen], LoadAverage.Parse(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Uptime_is_the_first_number() => Assert.Equal(12.34, LoadAverage.Uptime("12.34 56.78\n"u8));

    [Fact]
    public void This_machine_can_be_sampled()
    {
        var sample = new GuestSampler().Sample();
        Assert.True(sample.UptimeSeconds > 0);
        Assert.True(sample.Memory.Total > 0 && sample.Memory.Available > 0);
        Assert.True(sample.Cpu.Idle > 0);
        Assert.True(sample.Processes > 1);
        Assert.InRange(sample.CpuCount, 1, Environment.ProcessorCount * 64);
    }
}
