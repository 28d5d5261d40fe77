using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Projects;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>The caller's projects with what they take of their quotas.</summary>
public sealed partial class ProjectsPage
{
    internal const string Path = "/access/projects";
    private ImmutableArray<ProjectView> _projects = [];
    private IReadOnlyDictionary<string, string[]>? _errors;
    private Problem? _problem;
    private string _name = string.Empty;
    private bool _busy;

    [Inject]
    private IProjects Book { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    internal static string One(ProjectId id) => $"{Path}/{id}";

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync() => (_projects, _problem) = (await Book.ListAsync(await CallerAsync(), Gone), null);

    private async Task CreateAsync()
    {
        if (_busy || string.IsNullOrWhiteSpace(_name))
        {
            return;
        }

        _busy = true;
        var made = await Book.CreateAsync(await CallerAsync(), new ProjectRequest(_name.Trim()), Gone);
        _busy = false;
        _errors = made.Error?.Fields;
        _problem = made.Error is { Fields: null } error ? Problem.From(error) : null;
        if (made.Ok)
        {
            Navigation.NavigateTo(One(made.Value.Id));
        }
    }
}
