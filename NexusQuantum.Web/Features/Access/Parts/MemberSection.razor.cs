using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Projects;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Access.Parts;

/// <summary>Who has which role in a project.</summary>
public sealed partial class MemberSection
{
    private ImmutableArray<MemberView> _members = [];
    private ImmutableArray<RoleView> _roles = [];
    private IReadOnlyDictionary<string, string[]>? _errors;
    private Problem? _problem;
    private string _name = string.Empty;
    private Guid _role = Role.Operator.Id.Value;
    private bool _busy;

    [Parameter]
    [EditorRequired]
    public ProjectId Project { get; set; }

    [Inject]
    private IMembers Book { get; set; } = null!; // injected before any use

    [Inject]
    private IRoles Roles { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    protected override async Task OnInitializedAsync()
    {
        var caller = await CallerAsync();
        if (caller.Rights.May(Permission.ProjectAdminister, Project))
        {
            _roles = await Roles.ListAsync(caller, Gone);
            await ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        var members = await Book.ListAsync(await CallerAsync(), Project, Gone);
        _problem = members.Error is { } error ? Problem.From(error) : null;
        _members = members.Ok ? members.Value : _members;
    }

    private async Task AddAsync()
    {
        if (_busy || string.IsNullOrWhiteSpace(_name))
        {
            return;
        }

        _busy = true;
        var added = await Book.AddAsync(await CallerAsync(), Project, new MemberRequest(_name.Trim(), new RoleId(_role)), Gone);
        _busy = false;
        if (added.Ok)
        {
            _name = string.Empty;
            await ReadAsync();
        }

        _errors = added.Error?.Fields;
        _problem = added.Error is { Fields: null } error ? Problem.From(error) : _problem;
    }

    private async Task RemoveAsync(MemberView member)
    {
        if (await ConfirmDialog.AskAsync(Dialogs, $"Take {member.Role} from {member.UserName}?", "Take the role", ["It counts within seconds, in open pages too."]))
        {
            var taken = await Book.RemoveAsync(await CallerAsync(), Project, member.Id, Gone);
            await ReadAsync();
            _problem = taken.Error is { } error ? Problem.From(error) : _problem;
        }
    }
}
