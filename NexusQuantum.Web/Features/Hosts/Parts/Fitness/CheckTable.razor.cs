using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Hosts.Parts.Fitness;

/// <summary>One section's checks, failing ones open.</summary>
public sealed partial class CheckTable
{
    [Parameter]
    [EditorRequired]
    public CheckGroup Group { get; set; } = null!; // required by the editor

    [Parameter]
    [EditorRequired]
    public PreflightView View { get; set; } = null!; // required by the editor

    /// <summary>Whether the columns are named above it; once in a column is enough.</summary>
    [Parameter]
    public bool Heads { get; set; }

    /// <summary>Whose commands are shown; both when it is not known.</summary>
    [Parameter]
    public bool? RedHat { get; set; }

    /// <summary>Why nothing can be waived here; null when it can.</summary>
    [Parameter]
    public string? WhyNot { get; set; }

    [Parameter]
    public EventCallback<CheckResult> OnWaive { get; set; }

    /// <summary>A waiver is taken back.</summary>
    [Parameter]
    public EventCallback<CheckResult> OnCount { get; set; }

    [CascadingParameter]
    private Times Times { get; set; } = Times.Utc;

    private int Passing => Group.Results.Count(check => check.Outcome.Status == CheckStatus.Pass);

    private int Counting => Group.Results.Count(check => check.Outcome.Status != CheckStatus.NotApplicable);

    /// <summary>Id of a check on the page.</summary>
    public static string Anchor(CheckResult check) => $"check-{check.Info.Id}";

    private bool Opens(CheckResult check) => check.Stops && WaiverOf(check) is null;

    private WaiverView? WaiverOf(CheckResult check) => check.Stops ? View.Waivers.FirstOrDefault(waiver => waiver.CheckId == check.Info.Id) : null;

    private (string Class, string Icon, string Tone, string Label) LookOf(CheckResult check) => check.Outcome.Status switch
    {
        CheckStatus.Pass => ("is-ok", Icons.Material.Filled.Check, "ok", "Passes:"),
        CheckStatus.Warn => ("is-mild", Icons.Material.Filled.Warning, "warn", "Warns:"),
        CheckStatus.Fail when WaiverOf(check) is not null => ("is-mild", Icons.Material.Filled.Warning, "warn", "Waived:"),
        CheckStatus.Fail => ("is-bad", Icons.Material.Filled.Error, "err", "Blocks:"),
        CheckStatus.NotApplicable => ("is-skip", Icons.Material.Filled.Remove, "t3", "Not applicable:"),
    };

    private static string Measured(CheckResult check) => check.Outcome.Measured ?? (check.Outcome.Status == CheckStatus.NotApplicable ? "not applicable" : "not measured");

    private static string Level(CheckResult check) => check.Info.Level switch
    {
        CheckLevel.Required => "Required",
        CheckLevel.Recommended => "Recommended",
        CheckLevel.Optional => "Optional",
    };

    private IEnumerable<(string Commands, string? Family)> Commands(CheckResult check)
    {
        if (check.Outcome.Fix is not { } fix || check.Outcome.Status == CheckStatus.Pass)
        {
            return [];
        }

        var same = fix.Debian.SequenceEqual(fix.RedHat);
        (string, string?)[] all =
        [
            (RedHat is true && !same ? "" : string.Join('\n', fix.Debian), same || RedHat is not null ? null : "Debian and Ubuntu"),
            (RedHat is false || same ? "" : string.Join('\n', fix.RedHat), RedHat is not null ? null : "Rocky Linux and RHEL"),
        ];
        return all.Where(part => part.Item1.Length > 0);
    }
}
