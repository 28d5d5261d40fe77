using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Domain.Preflight.Reports;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Hosts.Parts.Fitness;

/// <summary>The runs that are kept.</summary>
public sealed partial class PreflightHistory
{
    [Parameter]
    [EditorRequired]
    public PreflightView View { get; set; } = null!; // required by the editor

    [Parameter]
    [EditorRequired]
    public HostId Host { get; set; }

    /// <summary>The run on the page.</summary>
    [Parameter]
    [EditorRequired]
    public Guid Shown { get; set; }

    [Parameter]
    [EditorRequired]
    public DateTimeOffset Now { get; set; }

    [CascadingParameter]
    private Times Times { get; set; } = Times.Utc;

    private string Link(PreflightGlance run) => run.Id == View.History[0].Id ? HostPaths.Preflight(Host) : $"{HostPaths.Preflight(Host)}?run={run.Id}";

    private string Export(ReportFormat format) => $"/v1/hosts/{Host}/preflight/export?run={Shown}&format={format.ToString().ToLowerInvariant()}";

    private static string Word(CheckStatus? status) => status switch
    {
        CheckStatus.Pass => "passed",
        CheckStatus.Warn => "warned",
        CheckStatus.Fail => "failed",
        CheckStatus.NotApplicable => "not applicable",
        null => "not checked",
    };

    private static string Tone(CheckStatus? status) => status switch
    {
        CheckStatus.Pass => "ok",
        CheckStatus.Warn => "warn",
        CheckStatus.Fail => "err",
        CheckStatus.NotApplicable or null => "t3",
    };
}
