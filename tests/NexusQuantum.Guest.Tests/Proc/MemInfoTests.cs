using System.Text;
using NexusQuantum.Agent.Guest.Proc;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Guest.Tests.Proc;

public sealed class MemInfoTests
{
    [Fact]
    public void Kilobytes_become_bytes()
        => Assert.Equal(
            new GuestMemory(93924 * 1024L, 36076 * 1024L, 50552 * 1024L, 9640 * 1024L, 1024, 512 * 1024L),
            MemInfo.Parse("""
                MemTotal:          93924 kB
                MemFree:           36076 kB
                MemAvailable:      50552 kB
                Buffers:            2048 kB
                Cached:             9640 kB
                SwapCached:            7 kB
                SwapTotal:             1 kB
                SwapFree:            512 kB
                """u8));

    [Fact]
    public void Without_available_memory_the_free_stands_for_it()
        => Assert.Equal(2048, MemInfo.Parse("MemTotal: 4 kB\nMemFree: 2 kB\n"u8).Available);

    [Theory]
    [InlineData("")]
    [InlineData("MemTotal:")]
    [InlineData("MemTotal: -5 kB\nMemFree: kB")]
    [InlineData("MemTotal\u00a0: 5 kB")]
    public void Nonsense_is_zero(string text)
        => Assert.Equal(new GuestMemory(0, 0, 0, 0, 0, 0), MemInfo.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void What_does_not_fit_is_the_largest()
        => Assert.Equal(long.MaxValue, MemInfo.Parse("MemTotal: 9223372036854775807 kB\n"u8).Total);
}
