using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Web.Preflight.Parts;

/// <summary>One section's checks, failing ones open.</summary>
public sealed partial class CheckTable
{
    [Parameter]
    [EditorRequired]
    public CheckGroup Group { get; set; } = null!; // required by the editor

    /// <summary>Whether the columns are named above it; once in a column is enough.</summary>
    [Parameter]
    public bool Heads { get; set; }

    /// <summary>Whose commands are shown; both when it is not known.</summary>
    [Parameter]
    public bool? RedHat { get; set; }

    /// <summary>Whether a required check may fail here.</summary>
    [Parameter]
    public Func<CheckResult, bool>? Waived { get; set; }

    /// <summary>What else is said of a check, below what was found.</summary>
    [Parameter]
    public RenderFragment<CheckResult>? Note { get; set; }

    /// <summary>What can be done about a check.</summary>
    [Parameter]
    public RenderFragment<CheckResult>? Acts { get; set; }

    private int Passing => Group.Results.Count(check => check.Outcome.Status == CheckStatus.Pass);

    private int Counting => Group.Results.Count(check => check.Outcome.Status != CheckStatus.NotApplicable);

    /// <summary>Id of a check on the page.</summary>
    public static string Anchor(CheckResult check) => $"check-{check.Info.Id}";

    private bool Opens(CheckResult check) => check.Stops && !IsWaived(check);

    private bool IsWaived(CheckResult check) => check.Stops && Waived?.Invoke(check) == true;

    private (string Class, string Icon, string Tone, string Label) LookOf(CheckResult check) => check.Outcome.Status switch
    {
        CheckStatus.Pass => ("is-ok", Icons.Material.Filled.Check, "ok", "Passes:"),
        CheckStatus.Warn => ("is-mild", Icons.Material.Filled.Warning, "warn", "Warns:"),
        CheckStatus.Fail when IsWaived(check) => ("is-mild", Icons.Material.Filled.Warning, "warn", "Waived:"),
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
