using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Ui.Shell;

/// <summary>The way through the product: lines that features registered, with live counts, and how the agents stream.</summary>
public sealed partial class Rail
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private Line[] _lines = [];
    private FleetPulse? _pulse;

    [Inject]
    private IEnumerable<NavEntry> Entries { get; set; } = [];

    [Inject]
    private IEnumerable<IFleetPulse> Pulses { get; set; } = [];

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    protected override void OnInitialized()
    {
        Refresh();
        Navigation.LocationChanged += OnMoved;
        FollowClock(Pace, Refresh);
    }

    protected override ValueTask LeavingAsync()
    {
        Navigation.LocationChanged -= OnMoved;
        return ValueTask.CompletedTask;
    }

    private void OnMoved(object? sender, LocationChangedEventArgs args) => RenderSoon();

    private bool IsHere(NavEntry entry)
    {
        var path = "/" + Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0];
        return entry.Href == "/" ? path == "/" : path == entry.Href || path.StartsWith(entry.Href + "/", StringComparison.Ordinal);
    }

    private string? WhyNot(NavEntry entry) => entry.Needs is { } needed ? WhyNot(needed) : null;

    // True when something a person could see changed; the age of the newest sample changes each second.
    private bool Refresh()
    {
        var ordered = Entries.OrderBy(entry => entry.Order).ToArray();
        Line[] lines = [.. ordered.Select((entry, k) => new Line(entry, k > 0 && entry.Order / 100 != ordered[k - 1].Order / 100, WhyNot(entry) is null && Me is { } me ? entry.Count?.Invoke(me) : null, WhyNot(entry)))];
        var pulse = Me?.Rights.May(Permission.HostRead) == true ? Pulses.FirstOrDefault()?.Now() : null;
        var changed = !lines.AsSpan().SequenceEqual(_lines) || pulse is not null;
        (_lines, _pulse) = (lines, pulse);
        return changed;
    }

    private sealed record Line(NavEntry Entry, bool Gap, NavCount? Count, string? WhyNot);
}
