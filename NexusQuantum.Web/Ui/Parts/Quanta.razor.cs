using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>A share of a whole, in cells; amber from 90 %.</summary>
public sealed partial class Quanta
{
    /// <summary>From this share on a person should look.</summary>
    public const double WarnsFrom = 0.9;

    private const int Count = 20;

    /// <summary>What is measured: "Memory".</summary>
    [Parameter]
    [EditorRequired]
    public string Label { get; set; } = string.Empty;

    /// <summary>Measured part, 0 to 1; null when nothing was measured.</summary>
    [Parameter]
    public double? Used { get; set; }

    /// <summary>Promised part, 0 to 1.</summary>
    [Parameter]
    public double? Held { get; set; }

    /// <summary>The figures in words, for those who cannot see the cells: "11.2 of 16 GiB".</summary>
    [Parameter]
    public string? Says { get; set; }

    /// <summary>Width of a cell in pixels.</summary>
    [Parameter]
    public int CellWidth { get; set; } = 5;

    private string Name => Used is not null ? Label : Says is null ? $"{Label}: not measured" : $"{Label}: {Says}";

    private bool Warns => Used >= WarnsFrom;

    private string? Whole => Used is { } used ? Math.Round(Math.Clamp(used, 0, 1) * 100).ToString(CultureInfo.InvariantCulture) : null;

    private string Cells => string.Create(CultureInfo.InvariantCulture, $"--w:{CellWidth}px;--v:{Filled(Used)};--h:{Filled(Held)}");

    // Anything above nothing shows a cell; only the whole fills all twenty.
    private static int Filled(double? share) => share is > 0 ? Math.Clamp((int)Math.Round(share.Value * Count), 1, Count) : 0;
}
