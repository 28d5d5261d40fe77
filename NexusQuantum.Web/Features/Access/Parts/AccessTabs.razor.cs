using Microsoft.AspNetCore.Components;

namespace NexusQuantum.Web.Features.Access.Parts;

/// <summary>The pages of the access room that the caller may open.</summary>
public sealed partial class AccessTabs
{
    /// <summary>The path of the page that stands below.</summary>
    [Parameter, EditorRequired]
    public string Here { get; set; } = string.Empty;

    [Inject]
    private IEnumerable<AccessTab> Tabs { get; set; } = []; // injected before any use

    private IEnumerable<AccessTab> Shown => Tabs.Where(tab => tab.Needs is not { } needed || Me?.Rights.MaySomewhere(needed) == true).OrderBy(tab => tab.Order);
}
