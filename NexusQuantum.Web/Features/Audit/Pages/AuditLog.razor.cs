using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Audit.Parts;

namespace NexusQuantum.Web.Features.Audit.Pages;

/// <summary>All acts, newest first, filtered by what the address says.</summary>
public sealed partial class AuditLog
{
    private const int PageSize = 100;

    private readonly List<AuditEntry> _acts = [];
    private readonly HashSet<long> _open = [];
    private Problem? _problem;
    private string? _next;
    private AuditAsked? _loadedFor;
    private bool _loaded;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "actor")]
    private string? Actor { get; set; }

    [SupplyParameterFromQuery(Name = "action")]
    private string? Action { get; set; }

    [SupplyParameterFromQuery(Name = "subjectId")]
    private string? Subject { get; set; }

    [SupplyParameterFromQuery(Name = "outcome")]
    private string? Outcome { get; set; }

    [SupplyParameterFromQuery(Name = "project")]
    private string? Project { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? To { get; set; }

    [Inject]
    private IAuditApi Api { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    private AuditAsked Asked => new() { Text = Text, Actor = Actor, Action = Action, Subject = Subject, Outcome = Outcome, Project = Project, From = From, To = To };

    protected override async Task OnParametersSetAsync()
    {
        if (_loadedFor != Asked)
        {
            _loadedFor = Asked;
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        var result = await AskAsync(null);
        _problem = result.Ok ? null : Problem.From(result.Error);
        _loaded = true;
        _acts.Clear();
        _open.Clear();
        _acts.AddRange(result.Value?.Items ?? []);
        _next = result.Value?.Next;
    }

    private async Task OlderAsync()
    {
        var result = await AskAsync(_next);
        (_problem, _next) = (result.Ok ? null : Problem.From(result.Error), result.Ok ? result.Value.Next : _next);
        _acts.AddRange(result.Value?.Items ?? []);
    }

    private async Task<Result<AuditPage>> AskAsync(string? cursor)
    {
        var query = Asked.In(Times).Query();
        return query.Ok ? await Api.ListAsync(await CallerAsync(), query.Value with { Cursor = cursor, Limit = PageSize }, Gone) : query.Error;
    }

    private void Toggle(AuditEntry act)
    {
        if (!_open.Remove(act.Id))
        {
            _open.Add(act.Id);
        }
    }

    private void Go(AuditAsked asked) => Navigation.NavigateTo(asked.Address(AuditPaths.All), replace: true);

    private string Export(string format) => (Asked.In(Times) with { Format = format }).Address(AuditPaths.Export);
}
