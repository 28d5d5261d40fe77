using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Charts;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>A machine's charts, with what happened to it as flags.</summary>
public sealed partial class MachineCharts
{
    private const int MostEvents = 50;
    private ImmutableArray<ChartSpec> _charts = [];
    private ImmutableArray<ChartEvent> _events = [];
    private (VmState State, long Generation)? _seen;

    [Parameter]
    [EditorRequired]
    public VmView Vm { get; set; } = null!; // required by the editor

    /// <summary>Key of the range, from the URL.</summary>
    [Parameter]
    public string? Range { get; set; }

    [Inject]
    private IMetricApi Metrics { get; set; } = null!; // injected before any use

    [Inject]
    private IVmApi Vms { get; set; } = null!; // injected before any use

    private string? WhyHostOnly => Vm.Guest is null ? "No guest agent answers"
        : GuestHeard.SilentFor(Vm, Metrics, Now) is { } silence ? $"The guest agent has been silent for {Units.Up(silence)}" : null;

    protected override async Task OnParametersSetAsync()
    {
        if (_charts.IsEmpty)
        {
            _charts = VmColumns.Charts(Vm);
        }

        if (_seen != (Vm.State, Vm.Generation))
        {
            _seen = (Vm.State, Vm.Generation);
            var events = await Vms.EventsAsync(await CallerAsync(), Vm.Id, MostEvents, Gone);
            _events = events.Ok ? [.. events.Value.Where(VmColumns.IsFlag).Select(e => new ChartEvent(e.At, e.Text, VmColumns.IsBad(e)))] : [];
        }
    }

    private async Task<Result<ChartHistory>> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var read = await Metrics.VmHistoryAsync(await CallerAsync(), Vm.Id, from, to, null, cancellationToken);
        return read.Ok ? new ChartHistory(read.Value.Step, [.. read.Value.Points.Select(point => VmColumns.Row(point.At, point.Sample, Vm))]) : read.Error;
    }

    private async IAsyncEnumerable<ChartRow> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var tick in Metrics.FollowAsync(await CallerAsync(), [Vm.Id], [], cancellationToken))
        {
            if (tick.Vm is { } sample)
            {
                yield return VmColumns.Row(tick.At, sample, Vm);
            }
        }
    }
}
