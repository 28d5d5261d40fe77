using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Preflight.Parts;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Hosts.Parts.Fitness;

/// <summary>Whether a host takes machines, in one sentence, with what keeps them off it.</summary>
public sealed partial class PreflightVerdict
{
    [Parameter]
    [EditorRequired]
    public PreflightView View { get; set; } = null!; // required by the editor

    /// <summary>Path of the page, for links to its checks.</summary>
    [Parameter]
    [EditorRequired]
    public string Here { get; set; } = string.Empty;

    /// <summary>Whether a later run than this one is there.</summary>
    [Parameter]
    public bool Old { get; set; }

    /// <summary>Where the last one is shown.</summary>
    [Parameter]
    public string Newest { get; set; } = string.Empty;

    [Parameter]
    [EditorRequired]
    public DateTimeOffset Now { get; set; }

    /// <summary>What can be done.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [CascadingParameter]
    private Times Times { get; set; } = Times.Utc;

    private CheckResult[] Blocking => [.. View.Blocking];

    private int Waived => View.Report.Stoppers.Count() - Blocking.Length;

    private string Says => (Blocking.Length, Waived, View.Report.Count(CheckStatus.Warn)) switch
    {
        (1, _, _) => "One required check fails, so this host takes no new machines.",
        ( > 1, _, _) => $"{Blocking.Length} required checks fail, so this host takes no new machines.",
        (_, 1, _) => "This host takes machines, although one required check fails.",
        (_, > 1, _) => $"This host takes machines, although {Waived} required checks fail.",
        (_, _, 0) => "This host meets every requirement.",
        (_, _, 1) => "This host meets what is required. One recommendation is not met.",
        (_, _, var warnings) => $"This host meets what is required. {warnings} recommendations are not met.",
    };

    private (string Class, string Icon, string Label) Look => (Blocking.Length, Waived) switch
    {
        ( > 0, _) => ("bad", Icons.Material.Filled.Error, "Blocked:"),
        (_, > 0) => ("mild", Icons.Material.Filled.Warning, "Waived:"),
        _ => ("good", Icons.Material.Filled.Check, "Fit:"),
    };

    private string Counts => CheckGroup.Counts(View.Report);
}
