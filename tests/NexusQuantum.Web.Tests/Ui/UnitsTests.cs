using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(4, "4 ms")]
    [InlineData(1400, "1.4 s")]
    [InlineData(41_000, "41 s")]
    [InlineData(303_000, "5 min 3 s")]
    [InlineData(3 * 3_600_000 + 12 * 60_000, "3 h 12 min")]
    [InlineData(76 * 3_600_000, "3 d 4 h")]
    public void A_duration_has_at_most_two_units(long milliseconds, string expected)
        => Assert.Equal(expected, Units.Duration(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void What_was_not_measured_is_a_dash_and_never_zero()
        => Assert.Equal(("–", "–", "–"), (Units.Bytes(null), Units.Percent(null), Units.NetRate(null)));

    [Fact]
    public void A_part_is_said_in_the_unit_of_its_whole()
        => Assert.Equal(("0.7", "2 GiB"), Units.Part(751_619_277, 2L * 1024 * 1024 * 1024));

    [Theory]
    [InlineData(5_125_000, "41 Mbit/s")]
    [InlineData(125, "1 kbit/s")]
    public void Networks_are_said_in_bits(double bytes, string expected) => Assert.Equal(expected, Units.NetRate(bytes));
}
