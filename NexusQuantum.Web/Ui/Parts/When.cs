using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>A time, with its date and offset on hover.</summary>
public sealed class When : ComponentBase
{
    [Parameter]
    [EditorRequired]
    public DateTimeOffset At { get; set; }

    /// <summary>What stands there, written by the reader's <see cref="Ui.Times"/>; date, time and offset when null.</summary>
    [Parameter]
    public string? Says { get; set; }

    [CascadingParameter]
    private Times Times { get; set; } = Times.Utc;

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "time");
        builder.AddAttribute(1, "datetime", Times.Machine(At));
        builder.AddAttribute(2, "title", Times.Full(At));
        builder.AddContent(3, Says ?? Times.Full(At));
        builder.CloseElement();
    }
}
