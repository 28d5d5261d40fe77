using System.Collections.Immutable;

namespace NexusQuantum.Web.Ui.Charts;

/// <summary>How far back charts look; kept in the URL as <c>?range=1h</c>.</summary>
/// <param name="Key">In the URL.</param>
/// <param name="Word">On the control.</param>
/// <param name="Span">How long.</param>
public sealed record ChartRange(string Key, string Word, TimeSpan Span)
{
    public static readonly ImmutableArray<ChartRange> All =
    [
        new("live", "Live", TimeSpan.FromMinutes(5)),
        new("15m", "15 min", TimeSpan.FromMinutes(15)),
        new("1h", "1 h", TimeSpan.FromHours(1)),
        new("6h", "6 h", TimeSpan.FromHours(6)),
        new("24h", "24 h", TimeSpan.FromHours(24)),
        new("7d", "7 d", TimeSpan.FromDays(7)),
        new("30d", "30 d", TimeSpan.FromDays(30)),
    ];

    /// <summary>The range a key names; live for anything else.</summary>
    public static ChartRange Of(string? key) => All.FirstOrDefault(range => range.Key == key) ?? All[0];
}
