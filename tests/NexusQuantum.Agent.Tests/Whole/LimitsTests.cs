using System.Globalization;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Metrics;
using NexusQuantum.Agent.Tests.Fakes;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Whole;

/// <summary>The control group of a real machine: limited, accounted, and never in the way of a healthy guest.</summary>
public sealed class LimitsTests
{
    private const long MiB = 1024 * 1024;

    [Fact]
    public async Task A_guest_that_uses_all_it_was_given_meets_no_limit_and_is_accounted_by_its_group()
    {
        Assert.SkipWhen(Cgroups.Host.Accounting == "/proc", Cgroups.Host.Note ?? string.Empty);
        using var folder = new TestFolder();
        await using var agent = await WholeAgent.StartAsync(folder.Path);
        using var taken = await agent.PutAsync(await agent.WishAsync(1, VmPower.Running));
        await agent.UntilAsync(static report => report.AppliedGeneration == 1);
        var process = agent.Running!.Process; // it runs
        var files = Cgroups.Host.FilesOf(agent.Id.ToString(), process.Pid);
        Assert.NotNull(files);
        var most = Limit(files.Memory!, "memory.max", "memory.limit_in_bytes"); // found with the group
        Assert.InRange(most, 512 * MiB, 2048 * MiB);

        using var meter = new EngineMeter(agent.Id, process);
        meter.Measure(0);
        var began = TimeProvider.System.GetTimestamp();

        // Much of its memory as a RAM disk, then its disk, through the host's page cache. (750 MiB of it were tried too: the charge then
        // stands at the hard limit, the kernel takes the cache back, and the guest goes on.)
        await agent.RunAsync("sh", "-c", "mkdir -p /m && mount -t tmpfs -o size=24m none /m && dd if=/dev/zero of=/m/x bs=1M; rm /m/x; dd if=/dev/zero of=/fill bs=1M count=40 2>/dev/null; sync; rm /fill");
        var (cpu, memory) = meter.Measure(TimeProvider.System.GetElapsedTime(began).TotalSeconds);

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cpu {cpu:0.00}, held {memory / MiB} MiB of {most / MiB}, highest charge {Highest(files.Memory!) / MiB} MiB"));
        Assert.InRange(cpu ?? 0, 0.05, 3);
        Assert.InRange(memory ?? 0, 64 * MiB, (128 + 192 + 8 + 32) * MiB);
        Assert.Equal("42\n", await agent.RunAsync("sh", "-c", "echo $((6*7))"));
        Assert.False(process.Exited.IsCompleted);
    }

    private static long Limit(string memory, params string[] names)
        => names.Select(name => Path.Combine(Path.GetDirectoryName(memory)!, name)).Where(File.Exists) // a file's path has a directory
            .Select(path => long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture)).First();

    private static long Highest(string memory)
        => Limit(memory, "memory.peak", "memory.max_usage_in_bytes", Path.GetFileName(memory));
}
