using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.ServiceAccounts;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>Makes, lists and ends accounts of programs. A token's secret is held by this circuit only until the page is left.</summary>
public sealed partial class ServiceAccountsPage
{
    internal const string Path = "/access/services";
    private ImmutableArray<ServiceAccountView> _accounts = [];
    private GrantChoices _choices = GrantChoices.None;
    private NewTokenView? _made;
    private IReadOnlyDictionary<string, string[]>? _errors;
    private Problem? _problem;
    private string _name = string.Empty;
    private Guid _role;
    private Guid _project;
    private bool _busy;

    [Inject]
    private IServiceAccounts Api { get; set; } = null!; // injected before any use

    private string? MayCreate => Me is { } me && ServiceReach.WhyNot(me) is { } why ? why.Message : string.IsNullOrWhiteSpace(_name) ? "Give it a name first." : null;

    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        var choices = await Api.ChoicesAsync(await CallerAsync(), Gone);
        _choices = choices.Value ?? _choices;

        // The least of the built-in roles, so that an account which does more was asked to.
        _role = Role.Viewer.Id.Value;
        _project = _choices.Projects is [var first, ..] ? first.Id : Guid.Empty;
    }

    private async Task ReadAsync()
    {
        var accounts = await Api.ListAsync(await CallerAsync(), Gone);
        _problem = accounts.Error is { } error ? Problem.From(error) : null;
        _accounts = accounts.Ok ? accounts.Value : _accounts;
    }

    private async Task CreateAsync()
    {
        if (_busy || MayCreate is not null)
        {
            return;
        }

        _busy = true;
        var role = new ServiceRole(RoleId.From(_role), _project == Guid.Empty ? null : ProjectId.From(_project));
        var made = await Api.CreateAsync(await CallerAsync(), new NewServiceAccountRequest(_name, [role]), Gone);
        _busy = false;
        if (made.Ok)
        {
            _name = string.Empty;
            await ReadAsync();
        }

        _errors = made.Error?.Fields;
        _problem = made.Error is { Fields: null } error ? Problem.From(error) : _problem;
    }
}
