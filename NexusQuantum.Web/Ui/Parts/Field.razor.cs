using Microsoft.AspNetCore.Components;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>A labelled control with the mistakes a handler found in it.</summary>
public sealed partial class Field
{
    [Parameter]
    [EditorRequired]
    public string Label { get; set; } = string.Empty;

    /// <summary>Id of the control.</summary>
    [Parameter]
    [EditorRequired]
    public string For { get; set; } = string.Empty;

    /// <summary>Its name in the API, by which mistakes are found.</summary>
    [Parameter]
    public string? Key { get; set; }

    [Parameter]
    public string? Hint { get; set; }

    /// <summary>Mistakes by field, as the handler answered them.</summary>
    [Parameter]
    public IReadOnlyDictionary<string, string[]>? Errors { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private string? Mistake => Key is not null && Errors?.GetValueOrDefault(Key) is { Length: > 0 } all ? string.Join(" ", all) : null;
}
