using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Projects;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>One project: its quotas and who works in it.</summary>
public sealed partial class ProjectPage
{
    private ProjectView? _project;
    private IReadOnlyDictionary<string, string[]>? _errors;
    private Problem? _problem;
    private string _name = string.Empty;
    private string? _note;
    private int? _vms;
    private int? _vcpus;
    private long? _memory;
    private long? _disk;
    private int? _addresses;
    private bool _saved;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private IProjects Book { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    private bool Administers => WhyNotEverywhere(Permission.AccessAdminister) is null;

    private string? WhyNotDelete => WhyNotEverywhere(Permission.AccessAdminister)
        ?? (Id == ProjectId.Default.Value ? ProjectErrors.IsDefault.Message
            : _project?.Use is { } use && use.Vms + use.Images > 0 ? ProjectErrors.InUse(_project.Name, use.Vms, use.Images).Message : null);

    protected override async Task OnParametersSetAsync()
    {
        if (_project?.Id.Value != Id)
        {
            Take(await Book.GetAsync(await CallerAsync(), new ProjectId(Id), Gone));
        }
    }

    private async Task SaveAsync()
    {
        var quotas = new ProjectQuotas(_vms, _vcpus, _memory, _disk, _addresses);
        var saved = await Book.EditAsync(await CallerAsync(), new ProjectId(Id), new ProjectRequest(_name.Trim(), _note, quotas), Gone);
        Take(saved);
        _saved = saved.Ok;
    }

    private async Task DeleteAsync()
    {
        if (_project is { } project && await ConfirmDialog.AskAsync(Dialogs, $"Delete {project.Name}?", "Delete project", ["The roles given in it are taken away with it; it holds no machines and no images."]))
        {
            var gone = await Book.DeleteAsync(await CallerAsync(), project.Id, Gone);
            _problem = gone.Error is { } error ? Problem.From(error) : null;
            if (gone.Ok)
            {
                Navigation.NavigateTo(ProjectsPage.Path);
            }
        }
    }

    private void Take(Result<ProjectView> read)
    {
        (_errors, _saved) = (read.Error?.Fields, false);
        _problem = read.Error is { Fields: null } error ? Problem.From(error) : null;
        if (read.Ok)
        {
            _project = read.Value;
            (_name, _note) = (_project.Name, _project.Description);
            (_vms, _vcpus, _memory, _disk, _addresses) = _project.Quotas;
        }
    }
}
