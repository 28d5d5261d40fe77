using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Ui.Shell;

/// <summary>Loads the page again when the rights of whoever reads it have changed.</summary>
public sealed partial class RightsWatch
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private Rights? _rights;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    protected override void OnInitialized()
    {
        _rights = Me?.Rights;
        FollowClock(Pace, Look);
    }

    private bool Look()
    {
        if (Me is { } me && _rights is { } known && !known.Equals(me.Rights))
        {
            _rights = me.Rights;
            Navigation.Refresh(forceReload: true);
        }

        return false;
    }
}
