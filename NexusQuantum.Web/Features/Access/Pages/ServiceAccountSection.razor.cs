using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.ServiceAccounts;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>A service account: its tokens, and whether they hold.</summary>
public sealed partial class ServiceAccountSection
{
    private ImmutableArray<TokenView> _tokens = [];
    private Problem? _problem;

    [Parameter]
    [EditorRequired]
    public ServiceAccountView Account { get; set; } = null!; // required: a section is of an account

    /// <summary>It was disabled, enabled or deleted.</summary>
    [Parameter]
    public EventCallback OnChange { get; set; }

    /// <summary>A token was made: shown once, above all.</summary>
    [Parameter]
    public EventCallback<NewTokenView> OnToken { get; set; }

    [Inject]
    private IServiceAccounts Api { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    private string Says
    {
        get
        {
            var roles = string.Join(", ", Account.Roles.Select(role => role.Project is null ? role.Role : $"{role.Role} in {role.Project}"));
            return $"{(Account.DisabledAt is null ? null : "disabled, ")}{(roles.Length == 0 ? "no role" : roles)}{(Account.Owner is { } owner ? $", of {owner}" : ", its owner is gone")}";
        }
    }

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        var tokens = await Api.TokensAsync(await CallerAsync(), Account.Id, Gone);
        _problem = tokens.Error is { } error ? Problem.From(error) : null;
        _tokens = tokens.Ok ? tokens.Value : _tokens;
    }

    private async Task CreateTokenAsync()
    {
        var made = await Api.CreateTokenAsync(await CallerAsync(), Account.Id, new NewTokenRequest(Account.Name), Gone);
        await ReadAsync();
        _problem = made.Error is { } error ? Problem.From(error) : _problem;
        if (made.Ok)
        {
            await OnToken.InvokeAsync(made.Value);
        }
    }

    private async Task RevokeAsync(TokenView token)
    {
        var gone = await Api.DeleteTokenAsync(await CallerAsync(), Account.Id, token.Id, Gone);
        await ReadAsync();
        _problem = gone.Error is { } error ? Problem.From(error) : _problem;
    }

    private async Task ToggleAsync() => await ChangedAsync(await Api.SetDisabledAsync(await CallerAsync(), Account.Id, Account.DisabledAt is null, Gone));

    private async Task DeleteAsync()
    {
        if (await ConfirmDialog.AskAsync(Dialogs, $"Delete {Account.Name}?", "Delete service account", ["Its tokens are refused from then on.", "What it made stays."]))
        {
            await ChangedAsync(await Api.DeleteAsync(await CallerAsync(), Account.Id, Gone));
        }
    }

    private async Task ChangedAsync(Result<Done> done)
    {
        _problem = done.Error is { } error ? Problem.From(error) : null;
        if (done.Ok)
        {
            await OnChange.InvokeAsync();
        }
    }
}
