using Microsoft.AspNetCore.Components;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>Text with a copy button.</summary>
public sealed partial class CopyLine
{
    private bool _copied;

    [Parameter]
    [EditorRequired]
    public string Text { get; set; } = string.Empty;

    /// <summary>What is copied, for screen readers: "the join command".</summary>
    [Parameter]
    public string? Label { get; set; }

    [Inject]
    private Browser Browser { get; set; } = null!; // injected before any use

    private async Task CopyAsync() => _copied = await Browser.CopyAsync(Text);
}
