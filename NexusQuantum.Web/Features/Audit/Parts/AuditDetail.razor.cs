using Microsoft.AspNetCore.Components;

namespace NexusQuantum.Web.Features.Audit.Parts;

/// <summary>What one act holds.</summary>
public sealed partial class AuditDetail
{
    [Parameter]
    [EditorRequired]
    public AuditEntry Act { get; set; } = null!; // required: a detail is of an act

    /// <summary>Asks for all that was done to the same thing, by its id.</summary>
    [Parameter]
    public EventCallback<string> OnSubject { get; set; }

    /// <summary>Every property that stands on either side.</summary>
    private (string Name, string? Before, string? After)[] Changes
        => [.. (Act.Before?.Keys ?? []).Union(Act.After?.Keys ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => (name, Act.Before?.GetValueOrDefault(name), Act.After?.GetValueOrDefault(name)))];
}
