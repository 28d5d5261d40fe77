using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.People;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>One account: how it signs in, its roles and sessions, and what ends it.</summary>
public sealed partial class PersonPage
{
    private PersonView? _person;
    private GrantChoices _choices = GrantChoices.None;
    private ImmutableArray<UserView> _heirs = [];
    private NewLinkView? _link;
    private Problem? _problem;
    private string _role = string.Empty;
    private string _project = string.Empty;
    private string _heir = string.Empty;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private IAccounts Accounts { get; set; } = null!; // injected before any use

    [Inject]
    private IAccessApi Api { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    private string? Own => Id == Me?.UserId ? "You cannot do this to your own account." : null;

    private string? NoLink => _person is { Account.IsService: true } ? "A service account comes in by tokens." : _person is { Account.DisabledAt: not null } ? "Enable the account first." : null;

    private string? NoHeir => _person is { Owns.Any: true } && _heir.Length == 0 ? "Choose first who gets what it owns." : null;

    internal static string Of(Guid id) => $"{PeoplePage.Path}/{id}";

    protected override async Task OnParametersSetAsync()
    {
        if (_person?.Account.Id != Id)
        {
            _choices = (await Accounts.ChoicesAsync(await CallerAsync(), Gone)).Value ?? _choices;
            await ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        var person = await Accounts.ReadAsync(await CallerAsync(), Id, Gone);
        _problem = person.Error is { } error ? Problem.From(error) : null;
        _person = person.Value ?? _person;
        if (_person is { Owns.Any: true } && await Api.UsersAsync(await CallerAsync(), Gone) is { Ok: true } users)
        {
            _heirs = [.. users.Value.Where(user => user.Id != Id && user is { IsService: false, DisabledAt: null })];
        }
    }

    private async Task GiveAsync()
    {
        if (Guid.TryParse(_role, out var role))
        {
            await DoAsync(async caller =>
            {
                var given = await Accounts.GiveRoleAsync(caller, Id, RoleId.From(role), Guid.TryParse(_project, out var project) ? ProjectId.From(project) : null, Gone);
                return given.Ok ? Done.Value : given.Error;
            });
        }
    }

    private Task TakeAsync(GrantView grant) => DoAsync(caller => Accounts.TakeRoleAsync(caller, Id, grant.Id, Gone));

    private Task EndAsync(SessionView session) => DoAsync(caller => Accounts.EndSessionAsync(caller, Id, session.Id, Gone));

    private Task EndAllAsync() => DoAsync(caller => Accounts.EndSessionsAsync(caller, Id, Gone));

    private Task DropLinkAsync() => DoAsync(caller => Accounts.DropLinkAsync(caller, Id, Gone));

    private Task SwitchAsync() => DoAsync(caller => _person is { Account.DisabledAt: null } ? Accounts.DisableAsync(caller, Id, Gone) : Accounts.EnableAsync(caller, Id, Gone));

    private async Task NewLinkAsync()
    {
        if (await ConfirmDialog.AskAsync(Dialogs, $"A new link for {_person?.Account.UserName}?", "Make a link", ["Its password, second factors and passkeys are forgotten.", "Its sessions and tokens end."]))
        {
            await DoAsync(async caller =>
            {
                var link = await Accounts.NewLinkAsync(caller, Id, Gone);
                _link = link.Value ?? _link;
                return link.Ok ? Done.Value : link.Error;
            });
        }
    }

    private async Task DeleteAsync()
    {
        if (_person is { } person && await ConfirmDialog.AskAsync(Dialogs, $"Delete {person.Account.UserName}?", "Delete account", [$"It owns {person.Owns.Words}.", "Its sessions, tokens and roles go."], person.Account.UserName))
        {
            var gone = await Accounts.DeleteAsync(await CallerAsync(), Id, Guid.TryParse(_heir, out var heir) ? heir : null, Gone);
            _problem = gone.Error is { } error ? Problem.From(error) : null;
            if (gone.Ok)
            {
                Navigation.NavigateTo(PeoplePage.Path);
            }
        }
    }

    private async Task DoAsync(Func<Caller, Task<Result<Done>>> work)
    {
        var done = await work(await CallerAsync());
        await ReadAsync();
        _problem = done.Error is { } error ? Problem.From(error) : _problem;
    }

    private static string SecondFactors(SignInFactsView facts)
    {
        string[] has = [.. new[] { facts.Authenticator ? "authenticator app" : null, facts.Passkeys > 0 ? Units.Count(facts.Passkeys, "passkey", "passkeys") : null, facts.RecoveryCodesLeft > 0 ? Units.Count(facts.RecoveryCodesLeft, "recovery code", "recovery codes") : null }.OfType<string>()];
        return (has.Length == 0 ? "none" : string.Join(", ", has)) + (facts.SecondFactorRequired ? "; a role demands one" : "");
    }
}
