using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>What happened to a machine.</summary>
public sealed partial class EventList
{
    [Parameter]
    [EditorRequired]
    public ImmutableArray<VmEventView> Events { get; set; } = [];

    [Parameter]
    [EditorRequired]
    public DateTimeOffset Now { get; set; }

    // Absolute, as a log is: the hour today, the day before.
    private string When(DateTimeOffset at)
        => at.UtcDateTime.ToString(at.UtcDateTime.Date == Now.UtcDateTime.Date ? "HH:mm" : "d MMM", CultureInfo.InvariantCulture);

    private static string IconOf(VmEventView happened) => happened.Kind switch
    {
        "created" => Icons.Material.Outlined.Memory,
        "edited" => Icons.Material.Outlined.Edit,
        "guest" => Icons.Material.Outlined.Cable,
        "shell" or "console" => Icons.Material.Outlined.Terminal,
        _ => Icons.Material.Outlined.ElectricBolt,
    };
}
