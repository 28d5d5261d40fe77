using Microsoft.AspNetCore.Components;

namespace NexusQuantum.Web.Features.Audit.Parts;

/// <summary>The filter bar; the page's address holds what it says.</summary>
public sealed partial class AuditFilters
{
    private static readonly (string Label, string? Value)[] Outcomes = [("All", null), ("Accepted", "accepted"), ("Refused", "refused"), ("Failed", "failed")];

    [Parameter]
    [EditorRequired]
    public AuditAsked Asked { get; set; } = new();

    [Parameter]
    [EditorRequired]
    public EventCallback<AuditAsked> OnChange { get; set; }

    private static string? Read(ChangeEventArgs change) => change.Value as string is { Length: > 0 } text ? text.Trim() : null;
}
