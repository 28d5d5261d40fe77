using System.Globalization;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Metrics;

namespace NexusQuantum.Agent.Tests.Linux;

/// <summary>Control groups of both versions, as directories with files of the kernel's names.</summary>
public sealed class CgroupsTests : IDisposable
{
    private static readonly CgroupLimits Limits = new() { Processors = 2.5, SoftMemoryBytes = 1000, MostMemoryBytes = 2000 };

    private readonly string _root = Directory.CreateTempSubdirectory("nqc-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Version_2_is_found_where_it_has_the_controllers()
    {
        var groups = Version2();
        Assert.Equal("cgroup v2", groups.Accounting);
        Assert.Equal("+io", File.ReadAllText(Path.Combine(_root, "v2/nexus/vms/cgroup.subtree_control")));
    }

    [Fact]
    public void Version_1_is_found_by_its_mounts()
    {
        var groups = Version1();
        Assert.Equal("cgroup v1", groups.Accounting);
        Assert.Equal([Path.Combine(_root, "v1/nexus/vms/x")], groups.Create("x", Limits).Directories);
    }

    [Fact]
    public void A_delegated_group_is_divided_and_nothing_above_it_is_touched()
    {
        Kernel("v2", ("cgroup.controllers", "cpu memory\n"));
        var groups = Cgroups.Find(Path.Combine(_root, "v2"), "/nonexistent", "system.slice/nexus-vms.service");
        Assert.Null(groups.Note);
        Assert.Equal([Path.Combine(_root, "v2/system.slice/nexus-vms.service/vms/x")], groups.Create("x", Limits).Directories);
        Assert.Equal("+memory", File.ReadAllText(Path.Combine(_root, "v2/system.slice/nexus-vms.service/cgroup.subtree_control")));
        Assert.False(File.Exists(Path.Combine(_root, "v2/cgroup.subtree_control")));
        Assert.False(File.Exists(Path.Combine(_root, "v2/system.slice/cgroup.subtree_control")));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/absolute")]
    [InlineData("")]
    public void What_is_no_group_is_refused_and_said(string group)
        => Assert.Contains("NEXUS_CGROUP", Cgroups.Find(Path.Combine(_root, "v2"), "/nonexistent", group).Note, StringComparison.Ordinal);

    [Fact]
    public void Without_any_it_is_said()
    {
        var none = Cgroups.Find(Path.Combine(_root, "none"), "/nonexistent");
        Assert.Equal("/proc", none.Accounting);
        Assert.NotNull(none.Note);
        Assert.Empty(none.Create("x", Limits).Directories);
    }

    [Fact]
    public void Limits_of_version_2_are_set_before_anybody_enters()
    {
        var groups = Version2();
        var path = Kernel("v2/nexus/vms/x", ("pids.max", "max"), ("cpu.max", "max 100000"), ("memory.high", "max"), ("memory.max", "max"));
        Assert.Null(groups.Create("x", Limits).Note);
        Assert.Equal(
            ["1024", "250000 100000", "1000", "2000"],
            new[] { "pids.max", "cpu.max", "memory.high", "memory.max" }.Select(name => File.ReadAllText(Path.Combine(path, name))));
    }

    [Fact]
    public void Limits_of_version_1_are_set_before_anybody_enters()
    {
        var groups = Version1();
        var path = Kernel("v1/nexus/vms/x", ("cpu.cfs_period_us", "50000"), ("cpu.cfs_quota_us", "-1"), ("memory.soft_limit_in_bytes", "0"), ("memory.limit_in_bytes", "0"));
        Assert.Null(groups.Create("x", Limits).Note);
        Assert.Equal(
            ["100000", "250000", "1000", "2000"],
            new[] { "cpu.cfs_period_us", "cpu.cfs_quota_us", "memory.soft_limit_in_bytes", "memory.limit_in_bytes" }.Select(name => File.ReadAllText(Path.Combine(path, name))));
    }

    [Fact]
    public void A_limit_that_cannot_be_set_is_told_and_stops_nothing()
    {
        var groups = Version2();
        File.CreateSymbolicLink(Path.Combine(Kernel("v2/nexus/vms/x"), "cpu.max"), "/proc/version");

        var place = groups.Create("x", Limits);
        Assert.Single(place.Directories);
        Assert.Contains("cpu.max cannot be set", place.Note);
    }

    [Fact]
    public void Without_limits_of_memory_none_are_set()
    {
        var groups = Version2();
        var path = Kernel("v2/nexus/vms/x", ("memory.high", "max"), ("memory.max", "max"));
        groups.Create("x", new CgroupLimits { Processors = 1 });
        Assert.Equal("max", File.ReadAllText(Path.Combine(path, "memory.max")));
    }

    [Theory]
    [InlineData("v2", "usage_usec 3000000\nuser_usec 1\n", "anon 10\nfile 300\nkernel 5\nshmem 100\n")]
    [InlineData("v1", "3000000000\n", "cache 300\nrss 10\nshmem 100\ntotal_cache 999\n")]
    public void Memory_is_what_cannot_be_taken_back_and_processor_time_becomes_a_rate(string version, string cpu, string stat)
    {
        var old = version == "v1";
        var groups = old ? Version1() : Version2();
        var self = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var path = Kernel(
            version + "/nexus/vms/x",
            ("cgroup.procs", $"1\n{self}\n"),
            (old ? "cpuacct.usage" : "cpu.stat", cpu),
            (old ? "memory.usage_in_bytes" : "memory.current", "1000\n"),
            ("memory.stat", stat));
        Assert.Null(groups.FilesOf("x", Environment.ProcessId + 1));
        var files = groups.FilesOf("x", Environment.ProcessId);
        Assert.NotNull(files);
        using var meter = new CgroupMeter(files);
        Assert.Equal((null, 800L), meter.Measure(10));

        var later = old ? "4000000000" : "usage_usec 4000000";
        File.WriteAllText(Path.Combine(path, old ? "cpuacct.usage" : "cpu.stat"), later);
        Assert.Equal((0.5, 800L), meter.Measure(12));
    }

    [Theory]
    [InlineData("file 12", 12L)]
    [InlineData("nr_file 3\nfile 12\n", 12L)]
    [InlineData("files 12\n", null)]
    [InlineData("file \n", null)]
    [InlineData("", null)]
    public void A_word_is_found_at_the_beginning_of_a_line(string text, long? found)
        => Assert.Equal(found, CgroupMeter.Find(System.Text.Encoding.ASCII.GetBytes(text), "file "u8));

    private Cgroups Version2()
    {
        Kernel("v2", ("cgroup.controllers", "cpuset cpu io memory pids\n"));
        return Cgroups.Find(Path.Combine(_root, "v2"), "/nonexistent");
    }

    private Cgroups Version1()
    {
        var v1 = Kernel("v1");
        File.WriteAllText(
            Path.Combine(_root, "mounts"),
            $"cgroup {v1} cgroup rw,cpu,cpuacct 0 0\ncgroup2 {_root}/v2 cgroup2 rw 0 0\ncgroup {_root}/gone cgroup rw,name=systemd 0 0\n");
        return Cgroups.Find(Path.Combine(_root, "none"), Path.Combine(_root, "mounts"));
    }

    private string Kernel(string directory, params (string Name, string Text)[] files)
    {
        var path = Directory.CreateDirectory(Path.Combine(_root, directory)).FullName;
        foreach (var (name, text) in files)
        {
            File.WriteAllText(Path.Combine(path, name), text);
        }

        return path;
    }
}
