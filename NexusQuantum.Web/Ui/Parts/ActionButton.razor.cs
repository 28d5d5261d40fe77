using Microsoft.AspNetCore.Components;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>A verb: shows that it runs, and why it cannot.</summary>
public sealed partial class ActionButton
{
    private bool _busy;

    /// <summary>The words; null for an icon alone, which then needs <see cref="Title"/>.</summary>
    [Parameter]
    public string? Label { get; set; }

    /// <summary>SVG of the icon.</summary>
    [Parameter]
    public string? Of { get; set; }

    [Parameter]
    public string? Title { get; set; }

    /// <summary>Why it cannot be done now, with the way out; null when it can.</summary>
    [Parameter]
    public string? WhyNot { get; set; }

    /// <summary><c>btn-primary</c>, <c>btn-danger</c>, <c>btn-quiet</c>.</summary>
    [Parameter]
    public string? Class { get; set; }

    [Parameter]
    [EditorRequired]
    public EventCallback Run { get; set; }

    private async Task RunAsync()
    {
        if (_busy || WhyNot is not null)
        {
            return;
        }

        _busy = true;
        try
        {
            await Run.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
