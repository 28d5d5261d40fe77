using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Dashboard.Parts;

/// <summary>Hosts with their machines as cells.</summary>
public sealed partial class HostField
{
    private Row[] _rows = [];
    private (int Count, StateLook Look)[] _legend = [];

    [Parameter]
    [EditorRequired]
    public IReadOnlyList<HostView> Hosts { get; set; } = [];

    [Parameter]
    [EditorRequired]
    public IReadOnlyCollection<VmView> Vms { get; set; } = [];

    [Parameter]
    [EditorRequired]
    public DateTimeOffset Now { get; set; }

    [CascadingParameter]
    private Times Times { get; set; } = Times.Utc;

    [Inject]
    private IMetricApi Metrics { get; set; } = null!; // injected before any use

    protected override void OnParametersSet()
    {
        var byHost = Vms.ToLookup(vm => vm.Host.Id);
        // Oldest first, by id, which carries the time: a cell keeps its place whatever its machine does.
        _rows = [.. Hosts.Select(host => new Row(host, HostFigures.Of(host, Recents.Newest(Metrics.Recent(host.Id, 1), Now)),
            [.. byHost[host.Id].OrderBy(vm => vm.Id.Value).Select(vm => new FleetCell(vm.Name, VmPaths.One(vm.Id), vm.State))]))];
        _legend = [.. Vms.GroupBy(vm => StateLook.Of(vm.State)).OrderByDescending(group => group.Key.Rank == 4).ThenByDescending(group => group.Key.Rank).Select(group => (group.Count(), group.Key))];
    }

    private sealed record Row(HostView Host, HostFigures Figures, FleetCell[] Cells);
}
