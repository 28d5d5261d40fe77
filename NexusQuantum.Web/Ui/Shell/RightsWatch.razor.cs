using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Ui.Shell;

/// <summary>Loads the page again when the rights of whoever reads it, or the zone they want times in, have changed.</summary>
public sealed partial class RightsWatch
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private (Rights Rights, string? Zone)? _known;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    protected override void OnInitialized()
    {
        _known = Seen;
        FollowClock(Pace, Look);
    }

    private (Rights Rights, string? Zone)? Seen => Me is { } me ? (me.Rights, me.TimeZone) : null;

    private bool Look()
    {
        if (Seen is { } now && _known is { } known && (!known.Rights.Equals(now.Rights) || known.Zone != now.Zone))
        {
            _known = now;
            Navigation.Refresh(forceReload: true);
        }

        return false;
    }
}
