using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>What a test round brought, and which roles it would give now.</summary>
public sealed partial class ProviderTestResult
{
    [Parameter]
    [EditorRequired]
    public ProviderTest Test { get; set; } = null!; // set by the page

    [Parameter]
    [EditorRequired]
    public SignInProviderView Provider { get; set; } = null!; // set by the page

    [Parameter]
    [EditorRequired]
    public GrantChoices Choices { get; set; } = GrantChoices.None;

    [Parameter]
    public DateTimeOffset Now { get; set; }

    /// <summary>Whether it is open from the start.</summary>
    [Parameter]
    public bool Shown { get; set; }

    private ImmutableArray<string> Gives
        => [.. Provider.Mappings.Where(mapping => ReceivedClaims.Fit(Test.Claims, mapping.Claim, mapping.Value)).Select(mapping => Choices.Say(mapping.RoleId, mapping.ProjectId)).Distinct(StringComparer.Ordinal)];
}
