using NexusQuantum.Agent.Guests;
using NexusQuantum.Agent.Metrics;
using NexusQuantum.Domain.GuestApi;
using NexusQuantum.Tests.Shared;

namespace NexusQuantum.Agent.Tests.Metrics;

public sealed class RateTests
{
    [Fact]
    public void A_rate_is_change_over_time()
    {
        var rate = default(Rate);
        Assert.Null(rate.Next(1000, 1));
        Assert.Equal(500, rate.Next(2000, 3));
    }

    [Fact]
    public void A_counter_that_went_back_is_a_gap_and_no_spike()
    {
        var rate = default(Rate);
        rate.Next(1_000_000, 1);
        Assert.Null(rate.Next(10, 2));
        Assert.Equal(90, rate.Next(100, 3));
    }

    [Fact]
    public void What_was_not_measured_is_not_zero()
    {
        var rate = default(Rate);
        rate.Next(1, 1);
        Assert.Null(rate.Next(null, 2));
        Assert.Null(rate.Next(100, 3));
        Assert.Null(rate.Next(200, 3));
    }

    [Fact]
    public void A_guests_rates_come_from_its_own_clock()
    {
        var clock = new TestClock();
        var rates = new GuestRates(clock);
        rates.Next(Sample(clock, uptime: 100, user: 1000, idle: 1000, inBytes: 0));
        var next = rates.Next(Sample(clock, uptime: 102, user: 1050, idle: 1150, inBytes: 4000));

        Assert.Equal(0.25, next.GuestCpu);
        Assert.Equal(2000, next.NetInBytes);
        Assert.Equal(0.25, next.RootUsed);
    }

    [Fact]
    public void A_guest_that_booted_again_gives_a_gap()
    {
        var clock = new TestClock();
        var rates = new GuestRates(clock);
        rates.Next(Sample(clock, uptime: 100, user: 1000, idle: 1000, inBytes: 5000));
        var reset = rates.Next(Sample(clock, uptime: 1, user: 10, idle: 10, inBytes: 50));

        Assert.Null(reset.GuestCpu);
        Assert.Null(reset.NetInBytes);
    }

    [Fact]
    public void A_sample_older_than_three_seconds_is_not_shown_as_now()
    {
        var clock = new TestClock();
        var rates = new GuestRates(clock);
        var sample = Sample(clock, uptime: 100, user: 1, idle: 1, inBytes: 1);
        Assert.NotNull(rates.Next(sample).GuestMemoryTotalBytes);

        clock.Advance(TimeSpan.FromSeconds(4));

        Assert.Null(rates.Next(sample).GuestMemoryTotalBytes);
    }

    [Fact]
    public void A_host_is_measured()
    {
        using var meter = new HostMeter("/tmp", TimeProvider.System);
        meter.Measure(1);
        var sample = meter.Measure(2);

        Assert.True(sample.MemoryTotalBytes > 0 && sample.MemoryAvailableBytes > 0 && sample.RunDirTotalBytes > 0);
        Assert.InRange(sample.Cpu ?? 0, 0, 1);
    }

    [Fact]
    public void A_process_is_measured_until_it_is_gone()
    {
        using var meter = new ProcessMeter(Environment.ProcessId);
        meter.Measure(1);
        var (cpu, memory) = meter.Measure(2);
        Assert.NotNull(cpu);
        Assert.True(memory > 1024 * 1024);

        using var gone = new ProcessMeter(int.MaxValue);
        Assert.Equal((null, null), gone.Measure(1));
    }

    private static TimedSample Sample(TestClock clock, double uptime, long user, long idle, long inBytes) => new(
        new GuestSample
        {
            UptimeSeconds = uptime,
            Cpu = new GuestCpu(user, 0, 0, idle, 0, 0, 0, 0),
            CpuCount = 1,
            Memory = new GuestMemory(1000, 500, 600, 100, 0, 0),
            Nics = [new GuestNic("eth0", inBytes, 1, 0, 1, 1, 0)],
            FileSystems = [new GuestFileSystem("/", "ext4", 100, 75)],
        },
        clock.GetTimestamp());
}
