using NexusQuantum.Domain.Quantities;

namespace NexusQuantum.Domain.Tests.Quantities;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1 KiB")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(268435456, "256 MiB")]
    [InlineData(1073741823, "1 GiB")]
    [InlineData(12025908429, "11.2 GiB")]
    [InlineData(1099511627776, "1 TiB")]
    public void Sizes_read_in_three_figures_and_binary_units(long bytes, string expected)
        => Assert.Equal(expected, new ByteSize(bytes).ToString());
}
