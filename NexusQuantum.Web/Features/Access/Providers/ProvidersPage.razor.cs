using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>The sign-in providers.</summary>
public sealed partial class ProvidersPage
{
    internal const string Path = "/access/providers";
    private ImmutableArray<SignInProviderView> _providers = [];
    private GrantChoices _choices = GrantChoices.None;
    private ProviderDraft? _draft;
    private (Guid Id, string Told)? _checked;
    private Problem? _problem;

    /// <summary>The provider whose test has just ended.</summary>
    [SupplyParameterFromQuery]
    public Guid? Tested { get; set; }

    [Inject]
    private IProviders Book { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    protected override async Task OnInitializedAsync()
    {
        _choices = (await Book.ChoicesAsync(await CallerAsync(), Gone)).Value ?? _choices;
        await ReadAsync();
    }

    private string State(SignInProviderView provider)
        => provider.Enabled ? "its button stands on the sign-in page"
            : provider.TestedAt is { } at ? $"tested well on {Times.Full(at)}; it can be switched on"
            : "not tested as it is configured now";

    private async Task ReadAsync()
    {
        var all = await Book.ListAsync(await CallerAsync(), Gone);
        _providers = all.Ok ? all.Value : _providers;
        _problem = all.Error is { } error ? Problem.From(error) : null;
    }

    private async Task<Error?> SaveAsync(SignInProviderRequest request)
    {
        var caller = await CallerAsync();
        var saved = _draft?.Id is { } id ? await Book.ChangeAsync(caller, id, request, Gone) : await Book.CreateAsync(caller, request, Gone);
        if (saved.Ok)
        {
            _draft = null;
            await ReadAsync();
            StateHasChanged(); // the form calls this as a function: only the form is rendered after it
        }

        return saved.Error;
    }

    private async Task SwitchAsync(SignInProviderView provider)
    {
        var changed = await Book.ChangeAsync(await CallerAsync(), provider.Id, ProviderDraft.Of(provider).Request(!provider.Enabled), Gone);
        await ReadAsync();
        _problem = changed.Error is { } error ? Problem.From(error) : _problem;
    }

    private async Task CheckAsync(SignInProviderView provider)
    {
        var found = await Book.CheckAsync(await CallerAsync(), provider.Id, Gone);
        _checked = found.Ok ? (provider.Id, $"It answers as {found.Value.Issuer} and offers what sign-in needs. Its sign-in page is {found.Value.SignInPage}.") : null;
        _problem = found.Error is { } error ? Problem.From(error) : null;
    }

    /// <summary>Leaves the page for the provider, and comes back to it.</summary>
    private void Test(SignInProviderView provider) => Navigation.NavigateTo(ProviderPaths.Test(provider.Id), forceLoad: true);

    private async Task DeleteAsync(SignInProviderView provider)
    {
        if (await ConfirmDialog.AskAsync(Dialogs, $"Delete {provider.Name}?", "Delete provider", ["Nobody comes in by it any more.", "The roles that it gave are taken and the sessions that it opened end at once; the accounts stay."], provider.Name))
        {
            var gone = await Book.DeleteAsync(await CallerAsync(), provider.Id, Gone);
            await ReadAsync();
            _problem = gone.Error is { } error ? Problem.From(error) : _problem;
        }
    }
}
