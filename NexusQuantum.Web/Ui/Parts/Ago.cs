using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>A time as people say it, with the absolute time on hover and in <c>datetime</c>.</summary>
public sealed class Ago : ComponentBase
{
    [Parameter]
    [EditorRequired]
    public DateTimeOffset At { get; set; }

    /// <summary>The page's now, so that all ages of a page agree.</summary>
    [Parameter]
    [EditorRequired]
    public DateTimeOffset Now { get; set; }

    [CascadingParameter]
    private Times Times { get; set; } = Times.Utc;

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "time");
        builder.AddAttribute(1, "datetime", Times.Machine(At));
        builder.AddAttribute(2, "title", Times.Full(At));
        builder.AddContent(3, Times.Ago(At, Now));
        builder.CloseElement();
    }
}
