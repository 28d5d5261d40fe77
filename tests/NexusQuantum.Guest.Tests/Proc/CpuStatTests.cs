using System.Text;
using NexusQuantum.Agent.Guest.Proc;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Guest.Tests.Proc;

public sealed class CpuStatTests
{
    [Fact]
    public void The_total_is_taken_and_the_cpus_are_counted()
    {
        var (cpu, count) = CpuStat.Parse("""
            cpu  64 1 275 30 4 5 6 7 8 9
            cpu0 32 0 137 15 2 2 3 3 0 0
            cpu1 32 1 138 15 2 3 3 4 0 0
            intr 1234 0 0
            ctxt 42
            """u8);
        Assert.Equal(new GuestCpu(64, 1, 275, 30, 4, 5, 6, 7), cpu);
        Assert.Equal(2, count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cpu")]
    [InlineData("cpu  -1 x 1e9")]
    [InlineData("garbage\0\n\n\ncpu 1")]
    [InlineData("cpu\t\t\t")]
    public void Nonsense_is_zero_and_one_cpu(string text)
    {
        var (cpu, count) = CpuStat.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Equal(new GuestCpu(0, 0, 0, 0, 0, 0, 0, 0), cpu);
        Assert.Equal(1, count);
    }

    [Fact]
    public void A_counter_beyond_64_bits_is_the_largest()
    {
        var (cpu, _) = CpuStat.Parse("cpu  18446744073709551615 99999999999999999999999 9223372036854775807 0 0 0 0 0\n"u8);
        Assert.Equal((long.MaxValue, long.MaxValue, long.MaxValue), (cpu.User, cpu.Nice, cpu.System));
    }
}
