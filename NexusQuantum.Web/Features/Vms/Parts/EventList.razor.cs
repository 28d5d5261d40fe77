using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Web.Ui;

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

    [CascadingParameter]
    private Times Times { get; set; } = Times.Utc;

    // Absolute, as a log is: the hour today, the day before.
    private string Say(DateTimeOffset at) => Times.IsSameDay(at, Now) ? Times.Clock(at) : Times.Date(at);

    private static string IconOf(VmEventView happened) => happened.Kind switch
    {
        "created" => Icons.Material.Outlined.Memory,
        "edited" => Icons.Material.Outlined.Edit,
        "guest" => Icons.Material.Outlined.Cable,
        "shell" or "console" => Icons.Material.Outlined.Terminal,
        _ => Icons.Material.Outlined.ElectricBolt,
    };
}
