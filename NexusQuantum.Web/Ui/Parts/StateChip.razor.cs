using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>A machine's state in a list or a head.</summary>
public sealed partial class StateChip
{
    [Parameter]
    [EditorRequired]
    public VmState State { get; set; }

    /// <summary>What was asked for; null when it does not matter here.</summary>
    [Parameter]
    public VmPower? Wish { get; set; }

    /// <summary>When the fact was last confirmed; an unknown state says it.</summary>
    [Parameter]
    public DateTimeOffset? SeenAt { get; set; }

    [Parameter]
    public DateTimeOffset Now { get; set; }

    [CascadingParameter]
    private Times Times { get; set; } = Times.Utc;

    private StateLook Look => StateLook.Of(State);

    private string Word => State == VmState.Unknown && SeenAt is { } seen ? "Last seen " + Times.Ago(seen, Now) : Look.Word;

    // While it is on the way its word says where to; while it is not seen nobody knows whether it differs.
    private bool Differs => Wish is { } wish && State != VmState.Unknown && !VmLifecycle.IsTransitioning(State) && !VmLifecycle.Satisfies(State, wish);
}
