using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>One operation with its steps and log.</summary>
public sealed partial class OperationDetail
{
    private bool _copied;
    private OperationId _copiedOf;

    [Parameter]
    [EditorRequired]
    public OperationView Operation { get; set; } = null!; // required

    [Parameter]
    [EditorRequired]
    public DateTimeOffset Now { get; set; }

    /// <summary>Why the last cancel or retry was refused.</summary>
    [Parameter]
    public Problem? Refusal { get; set; }

    [Parameter]
    public EventCallback<OperationView> OnCancel { get; set; }

    /// <summary>Told to ask for a failed or cancelled one again.</summary>
    [Parameter]
    public EventCallback<OperationView> OnRetry { get; set; }

    [CascadingParameter]
    private Times Times { get; set; } = Times.Utc;

    [Inject]
    private Browser Browser { get; set; } = null!; // injected before any use

    protected override void OnParametersSet() => _copied &= _copiedOf == Operation.Id;

    private static string? Tone(StepStatus status) => status switch
    {
        StepStatus.Running => "now",
        StepStatus.Waiting or StepStatus.Skipped => "later",
        StepStatus.Done or StepStatus.Failed => null,
    };

    private static string Sign(StepStatus status) => status switch
    {
        StepStatus.Waiting => Icons.Material.Outlined.Circle,
        StepStatus.Running => Icons.Material.Filled.Autorenew,
        StepStatus.Done => Icons.Material.Filled.Check,
        StepStatus.Failed => Icons.Material.Filled.PriorityHigh,
        StepStatus.Skipped => Icons.Material.Filled.Remove,
    };

    private static string Says(StepStatus status) => status switch
    {
        StepStatus.Waiting => "waiting",
        StepStatus.Running => "running",
        StepStatus.Done => "done",
        StepStatus.Failed => "failed",
        StepStatus.Skipped => "not needed",
    };

    private static string? Colour(StepStatus status) => status switch
    {
        StepStatus.Done => "ok",
        StepStatus.Failed => "err",
        StepStatus.Waiting or StepStatus.Running or StepStatus.Skipped => null,
    };

    private string? Took(OperationStep step)
        => step.StartedAt is { } started && step.Status is not StepStatus.Waiting ? Units.Duration((step.EndedAt ?? Now) - started) : null;

    private async Task CopyAsync() => (_copied, _copiedOf) = (await Browser.CopyAsync(OperationLook.Log(Operation, Times)), Operation.Id);
}
