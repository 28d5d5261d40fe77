using Microsoft.AspNetCore.Components;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>A button for work that takes a moment. Pressing it twice does it once.</summary>
public sealed partial class ActButton
{
    private bool _busy;

    [Parameter]
    [EditorRequired]
    public string IconOf { get; set; } = string.Empty;

    [Parameter]
    [EditorRequired]
    public EventCallback Do { get; set; }

    /// <summary>Why it cannot be pressed now, with the way out; null when it can.</summary>
    [Parameter]
    public string? WhyNot { get; set; }

    [Parameter]
    public string? Title { get; set; }

    [Parameter]
    public string? Class { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private async Task PressAsync()
    {
        if (WhyNot is not null || _busy)
        {
            return;
        }

        _busy = true;
        try
        {
            await Do.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
