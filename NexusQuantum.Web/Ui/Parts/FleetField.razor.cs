using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>The machines of a host as a field of cells whose order never changes.</summary>
public sealed partial class FleetField
{
    /// <summary>Most cells drawn; more machines share cells.</summary>
    public const int MostCells = 200;

    private ElementReference[] _cells = [];
    private Shown[] _shown = [];
    private int _at;
    private bool _moving;

    /// <summary>The machines, in an order that does not depend on their state.</summary>
    [Parameter]
    [EditorRequired]
    public IReadOnlyList<FleetCell> Machines { get; set; } = [];

    /// <summary>"28 running, 1 booting": what the field says in words.</summary>
    public static string Describe(IEnumerable<VmState> states) => string.Join(", ", states
        .Select(StateLook.Of)
        .GroupBy(look => look.Word)
        .OrderBy(group => group.First().Rank)
        .Select(group => Units.Count(group.Count()) + " " + group.Key.ToLowerInvariant()));

    private string Summary => Describe(Machines.Select(machine => machine.State));

    protected override void OnParametersSet()
    {
        var each = Math.Max(1, (Machines.Count + MostCells - 1) / MostCells);
        _shown = [.. Machines.Chunk(each).Select(Worst)];
        _at = Math.Clamp(_at, 0, Math.Max(0, _shown.Length - 1));
        if (_cells.Length != _shown.Length)
        {
            _cells = new ElementReference[_shown.Length];
        }
    }

    private static Shown Worst(FleetCell[] machines)
    {
        var worst = machines.MinBy(machine => StateLook.Of(machine.State).Rank)!; // a chunk is never empty
        var word = StateLook.Of(worst.State).Word.ToLowerInvariant();
        return new(worst.Href, worst.State, machines.Length == 1 ? $"{worst.Name}: {word}" : $"{worst.Name}: {word}, and {machines.Length - 1} more");
    }

    private static string? Tone(VmState state) => StateLook.Of(state).Tone is var tone && tone == "running" ? null : "q-" + tone;

    private async Task MoveAsync(KeyboardEventArgs key)
    {
        var to = key.Key switch
        {
            "ArrowRight" => _at + 1,
            "ArrowLeft" => _at - 1,
            "Home" => 0,
            "End" => _shown.Length - 1,
            _ => -1,
        };
        // Arrows must not scroll the page; Tab and Enter keep their meaning. The browser asks before we know, so it learns from the last key.
        _moving = key.Key is "ArrowRight" or "ArrowLeft";
        if (to >= 0 && to < _shown.Length)
        {
            _at = to;
            await _cells[to].FocusAsync(preventScroll: false);
        }
    }

    private sealed record Shown(string Href, VmState State, string Title);
}
