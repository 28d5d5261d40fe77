using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Operations;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>The activity tab: everything that was asked of this machine, and what happened to it.</summary>
public sealed partial class MachineActivity
{
    private const int MostOperations = 50;
    private const int MostEvents = 100;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Dictionary<OperationId, OperationView> _operations = [];
    private OperationView[] _shown = [];
    private OperationView? _selected;
    private ImmutableArray<VmEventView> _events = [];
    private Problem? _problem;
    private Problem? _refusal;
    private bool _more;
    private (VmState State, long Generation)? _seen;

    [Parameter]
    [EditorRequired]
    public VmView Vm { get; set; } = null!; // required by the editor

    [Inject]
    private IOperationApi Operations { get; set; } = null!; // injected before any use

    [Inject]
    private IVmApi Vms { get; set; } = null!; // injected before any use

    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        Follow(Operations.Feed, Apply);
        FollowClock(Second, () => _shown.Any(OperationLook.IsLive));
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_seen != (Vm.State, Vm.Generation))
        {
            _seen = (Vm.State, Vm.Generation);
            var events = await Vms.EventsAsync(await CallerAsync(), Vm.Id, MostEvents, Gone);
            _events = events.Value is { IsDefault: false } read ? read : [];
        }
    }

    private async Task ReadAsync()
    {
        var page = await Operations.ListAsync(await CallerAsync(), new OperationQuery(SubjectKind: "vm", SubjectId: Vm.Id.Value, Limit: MostOperations), Gone);
        _problem = page.Error is { } error ? Problem.From(error) : null;
        _more = page.Value?.Next is not null;
        Apply((page.Value?.Items ?? []).ToDictionary(operation => operation.Id, operation => (OperationView?)operation));
    }

    // An operation that left the feed after its hour stays in this list.
    private void Apply(IReadOnlyDictionary<OperationId, OperationView?> changes)
    {
        foreach (var operation in changes.Values)
        {
            if (operation is { Subject.Kind: "vm" } && operation.Subject.Id == Vm.Id.Value)
            {
                _operations[operation.Id] = operation;
            }
        }

        _shown = [.. _operations.Values.OrderByDescending(operation => operation.CreatedAt).Take(MostOperations)];
        _selected = _selected is { } selected ? _operations.GetValueOrDefault(selected.Id) : _shown.FirstOrDefault();
    }

    private void Select(OperationView operation) => (_selected, _refusal) = (operation, null);

    private async Task RetryAsync(OperationView operation)
    {
        var asked = await Operations.RetryAsync(await CallerAsync(), operation.Id, Gone);
        _refusal = asked.Error is { } error ? Problem.From(error) : null;
        if (asked.Ok)
        {
            Apply(new Dictionary<OperationId, OperationView?> { [asked.Value.Id] = asked.Value });
            Select(asked.Value);
        }
    }

    private async Task CancelAsync(OperationView operation)
    {
        Select(operation);
        var asked = await Operations.CancelAsync(await CallerAsync(), operation.Id, Gone);
        _refusal = asked.Error is { } error ? Problem.From(error) : null;
    }
}
