using Microsoft.AspNetCore.Components;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>A new one-time link, shown this once.</summary>
public sealed partial class LinkNote
{
    [Parameter]
    [EditorRequired]
    public string UserName { get; set; } = string.Empty;

    [Parameter]
    [EditorRequired]
    public string Link { get; set; } = string.Empty;

    [Parameter]
    [EditorRequired]
    public DateTimeOffset ExpiresAt { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use
}
