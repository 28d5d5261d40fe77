using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Domain.Tests.AgentApi;

/// <summary>How portal and agent find out whether they speak alike, and whether their clocks do.</summary>
public sealed class ContractOfferTests
{
    [Theory]
    [InlineData("1-1/0.1.0", 1, 1, "0.1.0")]
    [InlineData("2-13/1.4.0-rc.1+5", 2, 13, "1.4.0-rc.1+5")]
    [InlineData("3-4/2-rc/4", 1, 1, "0.1")]
    [InlineData(null, 1, 1, "0.1")]
    [InlineData("", 1, 1, "0.1")]
    [InlineData("1-1", 1, 1, "0.1")]
    [InlineData("1-1/", 1, 1, "0.1")]
    [InlineData("7/7/9", 1, 1, "0.1")]
    [InlineData("7-7-9", 1, 1, "0.1")]
    [InlineData("-7-7/9", 1, 1, "0.1")]
    [InlineData("99999-99999/9", 1, 1, "0.1")]
    [InlineData("7-7/<b>", 1, 1, "0.1")]
    public void What_is_read_is_what_was_written_and_anything_else_is_the_first_release(string? text, int oldest, int newest, string release)
        => Assert.Equal(new ContractOffer(oldest, newest, release), ContractOffer.Read(text));

    [Fact]
    public void An_offer_reads_back_as_written()
        => Assert.Equal(ContractOffer.Of("0.1.0"), ContractOffer.Read(ContractOffer.Of("0.1.0").ToString()));

    [Theory]
    [InlineData(1, 1, 1, 1, true)]
    [InlineData(1, 2, 2, 3, true)]
    [InlineData(1, 1, 2, 3, false)]
    [InlineData(4, 5, 2, 3, false)]
    public void They_meet_when_they_share_a_number(int oldest, int newest, int oldestThere, int newestThere, bool meets)
        => Assert.Equal(meets, new ContractOffer(oldest, newest, "a").Meets(new ContractOffer(oldestThere, newestThere, "b")));

    [Fact]
    public void A_release_too_far_apart_says_which_side_to_upgrade()
    {
        var (old, late) = (new ContractOffer(1, 1, "0.1.0"), new ContractOffer(2, 3, "0.3.0"));
        Assert.Contains("Upgrade the agent", Refusals.Version("lab-1", old, late).Fix, StringComparison.Ordinal);
        Assert.Contains("Upgrade the portal first", Refusals.Version("lab-1", late, old).Fix, StringComparison.Ordinal);
        Assert.Contains("speaks contract 1; the portal is of release 0.3.0 and speaks 2 to 3", Refusals.Version("lab-1", old, late).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(-60, true)]
    [InlineData(61, false)]
    [InlineData(-61, false)]
    public void Clocks_may_be_an_hour_apart(int minutes, bool good)
        => Assert.Equal(good, ClockRule.Bears(DateTimeOffset.UnixEpoch.AddMinutes(minutes), DateTimeOffset.UnixEpoch));

    [Fact]
    public void A_clock_that_is_off_is_told_with_both_readings()
    {
        var portal = new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            "The clock of lab-1 says 2026-01-02 08:30:00Z and the portal's 2026-01-02 12:00:00Z: it is 3 h 30 min behind, and certificates bear one hour.",
            Refusals.Clock("lab-1", portal.AddMinutes(-210), portal).Message);
        Assert.Equal("95 days ahead", ClockRule.Apart(portal.AddDays(95), portal));
        Assert.Equal(portal, ClockRule.Read(ClockRule.Write(portal)));
        Assert.Null(ClockRule.Read("yesterday"));
        Assert.Null(ClockRule.Read(null));
    }
}
