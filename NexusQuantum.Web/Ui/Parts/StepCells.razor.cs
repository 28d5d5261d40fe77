using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Operations;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>The steps of an operation as cells.</summary>
public sealed partial class StepCells
{
    [Parameter]
    [EditorRequired]
    public ImmutableArray<OperationStep> Steps { get; set; } = [];

    private int Finished => Steps.Count(step => step.Status is StepStatus.Done or StepStatus.Skipped);

    private bool Failed => Steps.Any(step => step.Status is StepStatus.Failed);

    private bool Runs => Steps.Any(step => step.Status is StepStatus.Running);

    private string? Tone => Failed ? "qu-err" : Runs ? "qu-go" : null;

    private string Cells => string.Create(CultureInfo.InvariantCulture, $"--v:{Finished};--h:{Finished + (Failed || Runs ? 1 : 0)};--n:{Steps.Length}");

    private string Says => string.Create(CultureInfo.InvariantCulture, $"{Finished} of {Steps.Length} steps done{(Failed ? ", one failed" : Runs ? ", one running" : "")}");
}
