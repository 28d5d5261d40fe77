using NexusQuantum.Web.Features.Audit.Parts;
using NexusQuantum.Web.Tests.Fakes;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class TimesTests
{
    private static readonly DateTimeOffset Summer = new(2026, 7, 1, 22, 30, 0, TimeSpan.Zero);

    [Fact]
    public void A_time_is_written_in_the_readers_zone_with_the_offset_of_then()
    {
        var berlin = Times.For("Europe/Berlin", "Asia/Tokyo");
        Assert.Equal("2026-11-23 03:47:46 +01:00", berlin.Full(Some.Now));
        Assert.Equal("2026-07-02 00:30:00 +02:00", berlin.Full(Summer));
        Assert.Equal(("2026-07-02", "00:30", "00:30:00", "2026-07-02 00:30"), (berlin.Date(Summer), berlin.Clock(Summer), berlin.ClockSecond(Summer), berlin.Minute(Summer)));
        Assert.True(berlin.IsSameDay(Summer, Summer.AddHours(20)));
        Assert.False(Times.Utc.IsSameDay(Summer, Summer.AddHours(20)));
    }

    [Theory]
    [InlineData(null, "America/St_Johns", "America/St_Johns")]
    [InlineData(null, "Asia/Calcutta", "Asia/Calcutta")]
    [InlineData("Europe/Berlin", null, "Europe/Berlin")]
    [InlineData("gone/away", "Asia/Tokyo", "Asia/Tokyo")]
    [InlineData(null, null, "UTC")]
    [InlineData(null, "../../../etc/passwd", "UTC")]
    [InlineData(null, "/etc/localtime", "UTC")]
    [InlineData(null, "Europe/Berlin\n", "UTC")]
    [InlineData(null, "<script>", "UTC")]
    public void The_persons_own_zone_counts_before_the_browsers_and_what_is_none_is_passed_over(string? own, string? browser, string zone)
        => Assert.Equal(zone, Times.For(own, browser).Zone);

    [Fact]
    public void All_zones_that_are_offered_are_some()
    {
        Assert.Contains("Europe/Berlin", Times.Zones);
        Assert.Contains("UTC", Times.Zones);
        Assert.True(Times.Zones.Count > 300, $"{Times.Zones.Count} zones");
        Assert.All(Times.Zones, zone => Assert.True(Times.IsZone(zone), zone));
    }

    [Theory]
    [InlineData(1, "now")]
    [InlineData(240, "4 min ago")]
    [InlineData(3 * 86_400, "2026-11-20")]
    public void An_age_is_relative_under_a_day_and_a_date_after(int seconds, string expected)
        => Assert.Equal(expected, Times.Utc.Ago(Some.Now.AddSeconds(-seconds), Some.Now));

    [Fact]
    public void A_day_begins_when_it_begins_for_the_reader()
    {
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 23, 0, 0, TimeSpan.Zero), Times.For("Europe/Berlin", null).Begin(new DateOnly(2026, 11, 23)));

        // Clocks in Beirut went from midnight to one that day.
        Assert.Equal(new DateTimeOffset(2021, 3, 27, 22, 0, 0, TimeSpan.Zero), Times.For("Asia/Beirut", null).Begin(new DateOnly(2021, 3, 28)));
    }

    [Fact]
    public void The_audit_is_narrowed_to_days_of_the_reader()
    {
        var query = new AuditAsked { From = "2026-11-23", To = "2026-11-23" }.In(Times.For("Asia/Tokyo", null)).Query().Value!; // both are days
        Assert.Equal((new DateTimeOffset(2026, 11, 22, 15, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 23, 15, 0, 0, TimeSpan.Zero)), (query.From!.Value, query.To!.Value));
        Assert.False(new AuditAsked { From = "soon" }.In(Times.Utc).Query().Ok);
    }
}
