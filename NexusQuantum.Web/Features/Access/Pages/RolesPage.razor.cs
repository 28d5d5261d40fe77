using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>The roles there are, and the editor of one's own.</summary>
public sealed partial class RolesPage
{
    internal const string Path = "/access/roles";
    private readonly HashSet<Permission> _chosen = [];
    private ImmutableArray<RoleView> _roles = [];
    private IReadOnlyDictionary<string, string[]>? _errors;
    private Problem? _problem;
    private RoleView? _edited;
    private string _name = string.Empty;
    private string? _text;
    private bool _editing;
    private bool _busy;

    [Inject]
    private IRoles Book { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    protected override Task OnInitializedAsync() => ReadAsync();

    private static string? WhyNotChange(RoleView role) => role.BuiltIn ? RoleErrors.BuiltIn(role.Name).Message : null;

    /// <summary>A permission that the caller lacks cannot be given on.</summary>
    private string? WhyNotAllow(Permission permission) => WhyNotEverywhere(permission);

    private void Choose(Permission permission, bool chosen) => _ = chosen ? _chosen.Add(permission) : _chosen.Remove(permission);

    private async Task ReadAsync() => _roles = await Book.ListAsync(await CallerAsync(), Gone);

    private void Open(RoleView? role)
    {
        (_edited, _editing, _errors, _problem) = (role, true, null, null);
        (_name, _text) = (role?.Name ?? string.Empty, role?.Text);
        _chosen.Clear();
        _chosen.UnionWith(PermissionSet.Parse(role?.Permissions ?? []));
    }

    private async Task SaveAsync()
    {
        if (_busy || string.IsNullOrWhiteSpace(_name))
        {
            return;
        }

        _busy = true;
        var caller = await CallerAsync();
        var request = new RoleRequest(_name.Trim(), [.. _chosen.Select(permission => permission.Name())], _text);
        var saved = _edited is { } role ? await Book.EditAsync(caller, role.Id, request, Gone) : await Book.CreateAsync(caller, request, Gone);
        _busy = false;
        _errors = saved.Error?.Fields;
        _problem = saved.Error is { Fields: null } error ? Problem.From(error) : null;
        if (saved.Ok)
        {
            _editing = false;
            await ReadAsync();
        }
    }

    private async Task DeleteAsync(RoleView role)
    {
        if (await ConfirmDialog.AskAsync(Dialogs, $"Delete {role.Name}?", "Delete role", ["Nobody has it; it can be made again."]))
        {
            var gone = await Book.DeleteAsync(await CallerAsync(), role.Id, Gone);
            await ReadAsync();
            _problem = gone.Error is { } error ? Problem.From(error) : null;
        }
    }
}
