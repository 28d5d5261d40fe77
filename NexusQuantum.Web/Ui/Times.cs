using System.Globalization;
using System.Text.RegularExpressions;

namespace NexusQuantum.Web.Ui;

/// <summary>
/// How times are written for whoever reads a page: in their zone and in the order of ISO 8601, which every language reads alike. The
/// offset stands in <see cref="Full"/>, which is what hovering shows. The only place of the pages that writes a time.
/// </summary>
public sealed partial class Times
{
    /// <summary>Longest name of a zone that is taken; the longest there is has 32 letters.</summary>
    public const int LongestZone = 64;

    private const string UtcName = "UTC";

    /// <summary>For readers whose zone is not known.</summary>
    public static readonly Times Utc = new(TimeZoneInfo.Utc, UtcName);

    private readonly TimeZoneInfo _zone;

    private Times(TimeZoneInfo zone, string name) => (_zone, Zone) = (zone, name);

    /// <summary>The zones there are to choose, by their IANA names; without the system's own list only UTC.</summary>
    public static IReadOnlyList<string> Zones { get; } =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId).Select(zone => zone.Id).Append(UtcName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The zone's IANA name.</summary>
    public string Zone { get; }

    /// <summary>Whether there is such a zone here. Names of old releases of the list (Asia/Calcutta), which browsers use, are some too.</summary>
    public static bool IsZone(string? name) => Find(name) is not null;

    /// <summary>Times as the person wants them; else as their browser has them; else in UTC.</summary>
    public static Times For(string? own, string? browser)
        => Find(own) is { } wanted ? new Times(wanted, own!) // found by it
            : Find(browser) is { } usual ? new Times(usual, browser!) // found by it
            : Utc;

    /// <summary>"2026-11-23 02:47:46 +01:00": for hover, and in sentences, where nothing can be hovered.</summary>
    public string Full(DateTimeOffset at) => Say(at, "yyyy-MM-dd HH:mm:ss zzz");

    /// <summary>"2026-11-23 02:47:46".</summary>
    public string Second(DateTimeOffset at) => Say(at, "yyyy-MM-dd HH:mm:ss");

    /// <summary>"2026-11-23 02:47".</summary>
    public string Minute(DateTimeOffset at) => Say(at, "yyyy-MM-dd HH:mm");

    /// <summary>"2026-11-23".</summary>
    public string Date(DateTimeOffset at) => Say(at, "yyyy-MM-dd");

    /// <summary>"02:47".</summary>
    public string Clock(DateTimeOffset at) => Say(at, "HH:mm");

    /// <summary>"02:47:46".</summary>
    public string ClockSecond(DateTimeOffset at) => Say(at, "HH:mm:ss");

    /// <summary>"02:47:46.123", for logs.</summary>
    public string ClockMillisecond(DateTimeOffset at) => Say(at, "HH:mm:ss.fff");

    /// <summary>"now", "4 min ago" under a day, then "2026-11-22".</summary>
    public string Ago(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        { TotalSeconds: < 2 } => "now",
        { TotalDays: < 1 } age => Units.Up(age) + " ago",
        _ => Date(at),
    };

    /// <summary>Whether both are on one day here.</summary>
    public bool IsSameDay(DateTimeOffset one, DateTimeOffset other) => Local(one).Date == Local(other).Date;

    /// <summary>When a day of this zone begins.</summary>
    public DateTimeOffset Begin(DateOnly day)
    {
        // A zone that moves its clocks at midnight has days that begin at one.
        var begin = day.ToDateTime(TimeOnly.MinValue);
        while (_zone.IsInvalidTime(begin))
        {
            begin = begin.AddMinutes(15);
        }

        return new DateTimeOffset(begin, _zone.GetUtcOffset(begin)).ToUniversalTime();
    }

    /// <summary>For the <c>datetime</c> of an element, which programs read.</summary>
    public static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private string Say(DateTimeOffset at, string format) => Local(at).ToString(format, CultureInfo.InvariantCulture);

    private DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, _zone);

    /// <summary>By letters first: a name is looked for among files.</summary>
    private static TimeZoneInfo? Find(string? name)
        => name is { Length: > 0 and <= LongestZone } && Name().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\z", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Name();
}
