using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>What is asked about a provider.</summary>
public sealed partial class ProviderForm
{
    private IReadOnlyDictionary<string, string[]>? _errors;
    private Problem? _problem;

    [Parameter]
    [EditorRequired]
    public ProviderDraft Draft { get; set; } = new();

    [Parameter]
    [EditorRequired]
    public GrantChoices Choices { get; set; } = GrantChoices.None;

    /// <summary>Keeps it; the refusal, if it is one.</summary>
    [Parameter]
    [EditorRequired]
    public Func<SignInProviderRequest, Task<Error?>> Save { get; set; } = null!; // set by the page

    [Parameter]
    public EventCallback Left { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    private string Here => Navigation.BaseUri.TrimEnd('/');

    private async Task SaveAsync()
    {
        var error = await Save(Draft.Request());
        (_errors, _problem) = (error?.Fields, error is { Fields: null } ? Problem.From(error) : null);
    }
}
