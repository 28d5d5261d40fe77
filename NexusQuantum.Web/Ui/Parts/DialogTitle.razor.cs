using Microsoft.AspNetCore.Components;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>A dialog's heading.</summary>
public sealed partial class DialogTitle
{
    private readonly string _id = "dialog-" + Guid.NewGuid().ToString("N");
    private ElementReference _heading;

    [Parameter]
    [EditorRequired]
    public RenderFragment ChildContent { get; set; } = _ => { };

    [Inject]
    private Browser Browser { get; set; } = null!; // injected before any use

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Browser.NameDialogAsync(_heading);
        }
    }
}
