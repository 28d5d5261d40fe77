using MudBlazor;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>How a machine's state is said and drawn: always word, icon and colour. One table for chips, cells and legends.</summary>
/// <param name="Word">"Running", "Booting".</param>
/// <param name="Tone">Suffix of the classes <c>st-</c> and <c>q-</c>.</param>
/// <param name="IconOf">SVG of the icon.</param>
/// <param name="Rank">Trouble first: orders lists by state.</param>
public sealed record StateLook(string Word, string Tone, string IconOf, int Rank)
{
    /// <summary>The look of a state.</summary>
    public static StateLook Of(VmState state) => state switch
    {
        VmState.Failed => new("Failed", "error", Icons.Material.Filled.PriorityHigh, 0),
        VmState.Deleting => new("Deleting", "transitioning", Icons.Material.Filled.Autorenew, 1),
        VmState.Preparing => new("Preparing", "transitioning", Icons.Material.Filled.Autorenew, 1),
        VmState.Starting => new("Booting", "transitioning", Icons.Material.Filled.Autorenew, 1),
        VmState.Stopping => new("Stopping", "transitioning", Icons.Material.Filled.Autorenew, 1),
        VmState.Unknown => new("Not seen", "unknown", Icons.Material.Filled.QuestionMark, 2),
        VmState.Paused => new("Paused", "paused", Icons.Material.Filled.Pause, 3),
        VmState.Running => new("Running", "running", Icons.Material.Filled.PlayArrow, 4),
        VmState.Stopped => new("Stopped", "stopped", Icons.Material.Filled.Stop, 5),
        VmState.Defined => new("Defined", "stopped", Icons.Material.Filled.Stop, 6),
    };

    /// <summary>The wish in one word, beside a state that differs from it.</summary>
    public static string Wish(VmPower power) => power switch
    {
        VmPower.Running => "wished running",
        VmPower.Stopped => "wished stopped",
        VmPower.Paused => "wished paused",
    };
}
