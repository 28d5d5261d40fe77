using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>A menu that opens at the element with the id <see cref="At"/>; Escape or a click beside it closes it and gives the focus back.</summary>
public sealed partial class PopMenu
{
    private ElementReference _menu;

    /// <summary>Id of the button it belongs to.</summary>
    [Parameter]
    [EditorRequired]
    public string At { get; set; } = string.Empty;

    [Parameter]
    [EditorRequired]
    public string Label { get; set; } = string.Empty;

    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Buttons or links of the class <c>nq-item</c>.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Inject]
    private Browser Browser { get; set; } = null!; // injected before any use

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Browser.PlaceAsync(_menu, At);
        }
    }

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        if (key.Key is "Escape" or "Tab")
        {
            await OnClose.InvokeAsync();
            await Browser.FocusAsync("#" + At);
        }
    }
}
