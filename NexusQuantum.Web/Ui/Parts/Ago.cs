using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>A time as people say it, with the absolute UTC time on hover and in <c>datetime</c>.</summary>
public sealed class Ago : ComponentBase
{
    [Parameter]
    [EditorRequired]
    public DateTimeOffset At { get; set; }

    /// <summary>The page's now, so that all ages of a page agree.</summary>
    [Parameter]
    [EditorRequired]
    public DateTimeOffset Now { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "time");
        builder.AddAttribute(1, "datetime", At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        builder.AddAttribute(2, "title", Units.Absolute(At));
        builder.AddContent(3, Units.Ago(At, Now));
        builder.CloseElement();
    }
}
