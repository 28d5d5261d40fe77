using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Operations;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Ui.Shell;

/// <summary>What runs now and what ended in the last hour, at the foot of every page; it stays while pages come and go.</summary>
public sealed partial class ActivityDrawer
{
    private const int MostShown = 100;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Dictionary<OperationId, OperationView> _operations = [];
    private OperationView[] _shown = [];
    private OperationView? _newest;
    private OperationView? _selected;
    private Problem? _refusal;
    private int _live;
    private int _failed;
    private bool _open;
    private OperationId? _asked;

    [Inject]
    private DrawerBell Bell { get; set; } = null!; // injected before any use

    [Inject]
    private IOperationApi Api { get; set; } = null!; // injected before any use

    /// <summary>Opens or folds it.</summary>
    public void Toggle()
    {
        _open = !_open;
        if (_open)
        {
            _selected ??= _shown.FirstOrDefault();
        }

        StateHasChanged();
    }

    protected override void OnInitialized()
    {
        Follow(Api.Feed, Apply);
        Bell.Drawer = Show;
        // Only what runs ages by the second; the rest is told by its minute.
        FollowClock(Second, () => _live > 0 || (_open && Now.Second == 0));
    }

    protected override ValueTask LeavingAsync()
    {
        Bell.Drawer = null;
        return ValueTask.CompletedTask;
    }

    // The operation may reach the feed only after the page asked to see it.
    private void Show(OperationId id)
    {
        (_open, _asked) = (true, id);
        Apply(ImmutableDictionary<OperationId, OperationView?>.Empty);
        RenderSoon();
    }

    private void Apply(IReadOnlyDictionary<OperationId, OperationView?> changes)
    {
        foreach (var (id, operation) in changes)
        {
            if (operation is null)
            {
                _operations.Remove(id);
            }
            else
            {
                _operations[id] = operation;
            }
        }

        // What runs comes first, the newest of it on top; then what ended, newest first.
        _shown = [.. _operations.Values.OrderByDescending(OperationLook.IsLive).ThenByDescending(operation => operation.CreatedAt).Take(MostShown)];
        _live = _operations.Values.Count(OperationLook.IsLive);
        _failed = _operations.Values.Count(operation => operation.Status is OperationStatus.Failed);
        _newest = _shown.FirstOrDefault(OperationLook.IsLive);
        if (_asked is { } asked && _operations.TryGetValue(asked, out var rung))
        {
            (_selected, _asked, _refusal) = (rung, null, null);
        }

        _selected = _selected is { } selected ? _operations.GetValueOrDefault(selected.Id) ?? _shown.FirstOrDefault() : _open ? _shown.FirstOrDefault() : null;
    }

    private void Select(OperationView operation) => (_selected, _refusal) = (operation, null);

    private async Task RetryAsync(OperationView operation)
    {
        var result = await Api.RetryAsync(await CallerAsync(), operation.Id, Gone);
        _refusal = result.Ok ? null : Problem.From(result.Error);
        if (result.Ok)
        {
            Show(result.Value.Id);
        }
    }

    private async Task CancelAsync(OperationView operation)
    {
        Select(operation);
        var result = await Api.CancelAsync(await CallerAsync(), operation.Id, Gone);
        _refusal = result.Ok ? null : Problem.From(result.Error);
    }
}
