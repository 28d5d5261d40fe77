using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;

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
    public ProviderChoices? Choices { get; set; }

    [Parameter]
    public DateTimeOffset Now { get; set; }

    /// <summary>Whether it is open from the start.</summary>
    [Parameter]
    public bool Shown { get; set; }

    private ImmutableArray<string> Gives
        => Choices is { } names ? [.. Provider.Mappings.Where(mapping => ReceivedClaims.Fit(Test.Claims, mapping.Claim, mapping.Value)).Select(names.Say).Distinct(StringComparer.Ordinal)] : [];
}
