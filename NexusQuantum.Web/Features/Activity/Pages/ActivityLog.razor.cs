using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Operations;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Activity.Pages;

/// <summary>All long work, newest first, filtered by what the address says; what runs moves by itself.</summary>
public sealed partial class ActivityLog
{
    private const int PageSize = 100;
    private const int MostKept = 2000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly (string Label, string? Value)[] States = [("All", null), ("Running", "running"), ("Failed", "failed"), ("Cancelled", "cancelled"), ("Done", "succeeded")];

    private static readonly (string Label, string? Value)[] Subjects = [("Everything", null), ("Machines", "vm"), ("Images", "image"), ("Hosts", "host")];

    private readonly Dictionary<OperationId, OperationView> _all = [];
    private OperationView? _selected;
    private Problem? _problem;
    private Problem? _refusal;
    private string? _next;
    private string? _loadedFor;
    private bool _loaded;

    [SupplyParameterFromQuery(Name = "state")]
    private string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "about")]
    private string? Subject { get; set; }

    [SupplyParameterFromQuery(Name = "id")]
    private string? Chosen { get; set; }

    [Inject]
    private IOperationApi Api { get; set; } = null!; // injected before any use

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    private OperationView[] Shown => [.. _all.Values.Where(Fits).OrderByDescending(operation => operation.CreatedAt)];

    protected override void OnInitialized()
    {
        Follow(Api.Feed, Merge);
        FollowClock(Second, () => _all.Values.Any(OperationLook.IsLive) || Now.Second == 0);
    }

    protected override async Task OnParametersSetAsync()
    {
        var wanted = $"{Status} {Subject}";
        if (!string.Equals(_loadedFor, wanted, StringComparison.Ordinal))
        {
            _loadedFor = wanted;
            await LoadAsync();
        }

        if (OperationId.TryParse(Chosen, null, out var id) && _selected?.Id != id)
        {
            _selected = _all.GetValueOrDefault(id) ?? (await Api.GetAsync(await CallerAsync(), id, Gone)).Value;
        }
    }

    private bool Fits(OperationView operation)
        => (Subject is null || operation.Subject.Kind == Subject) && Status switch
        {
            "running" => OperationLook.IsLive(operation),
            "failed" => operation.Status is OperationStatus.Failed,
            "cancelled" => operation.Status is OperationStatus.Cancelled,
            "succeeded" => operation.Status is OperationStatus.Succeeded,
            _ => true,
        };

    private async Task LoadAsync()
    {
        // Read again by the circuit: handed over by the prerender, a hundred operations are more than its first message may hold.
        var result = await AskAsync(null);
        _problem = result.Ok ? null : Problem.From(result.Error);
        _loaded = true;
        _next = result.Value?.Next;
        foreach (var operation in result.Value?.Items ?? [])
        {
            _all.TryAdd(operation.Id, operation);
        }
    }

    private async Task OlderAsync()
    {
        var result = await AskAsync(_next);
        (_problem, _next) = (result.Ok ? null : Problem.From(result.Error), result.Ok ? result.Value.Next : _next);
        foreach (var operation in result.Value?.Items ?? [])
        {
            _all.TryAdd(operation.Id, operation);
        }
    }

    private async Task<Result<OperationPage>> AskAsync(string? cursor)
        => await Api.ListAsync(await CallerAsync(), new OperationQuery(Enum.TryParse<OperationStatus>(Status, ignoreCase: true, out var status) ? status : null, Subject, Cursor: cursor, Limit: PageSize), Gone);

    // What left the feed an hour after its end stays here: this page is the long memory, up to what a person may have read down to.
    private void Merge(IReadOnlyDictionary<OperationId, OperationView?> changes)
    {
        foreach (var (id, operation) in changes)
        {
            if (operation is not null)
            {
                _all[id] = operation;
                if (_selected?.Id == id)
                {
                    _selected = operation;
                }
            }
        }

        if (_all.Count > MostKept)
        {
            var kept = _all.Values.OrderByDescending(operation => operation.Id.Value).Take(MostKept / 2).ToList();
            _all.Clear();
            kept.ForEach(operation => _all[operation.Id] = operation);
            _next = kept[^1].Id.ToString();
        }
    }

    private void Go(string? status, string? subject) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(ActivityPages.Path, new Dictionary<string, object?> { ["state"] = status, ["about"] = subject }), replace: true);

    private void Select(OperationView operation)
    {
        (_selected, _refusal) = (operation, null);
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("id", operation.Id.Value), replace: true);
    }

    private async Task RetryAsync(OperationView operation)
    {
        var result = await Api.RetryAsync(await CallerAsync(), operation.Id, Gone);
        if (result.Ok)
        {
            _all.TryAdd(result.Value.Id, result.Value);
            Select(result.Value);
        }
        else
        {
            _refusal = Problem.From(result.Error);
        }
    }

    private async Task CancelAsync(OperationView operation)
    {
        _selected = operation;
        var result = await Api.CancelAsync(await CallerAsync(), operation.Id, Gone);
        _refusal = result.Ok ? null : Problem.From(result.Error);
    }
}
