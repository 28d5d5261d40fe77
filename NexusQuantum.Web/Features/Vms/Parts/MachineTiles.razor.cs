using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Metrics;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>Four measured figures with their last minute.</summary>
public sealed partial class MachineTiles
{
    private const int Count = 60;
    private static readonly TimeSpan Old = TimeSpan.FromSeconds(15);
    private readonly Queue<Stamped<VmSample>> _samples = [];

    [Parameter]
    [EditorRequired]
    public VmView Vm { get; set; } = null!; // required by the editor

    [Inject]
    private IMetricApi Metrics { get; set; } = null!; // injected before any use

    // A figure that is no longer measured is not shown as if it were.
    private ImmutableArray<MetricTile> Tiles
        => MetricTile.Of(Vm, [.. _samples], _samples.LastOrDefault() is { } last && Now - last.At < Old && VmLifecycle.HasProcess(Vm.State) ? last.Sample : null);

    protected override void OnInitialized()
    {
        foreach (var sample in Metrics.Recent(Vm.Id, Count))
        {
            _samples.Enqueue(sample);
        }

        Follow(FollowAsync, Take);
    }

    private async IAsyncEnumerable<MetricTick> FollowAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var tick in Metrics.FollowAsync(await CallerAsync(), [Vm.Id], [], cancellationToken))
        {
            yield return tick;
        }
    }

    private void Take(MetricTick tick)
    {
        if (tick.Vm is not { } sample || sample.Vm != Vm.Id || (_samples.Count > 0 && _samples.Last().At >= tick.At))
        {
            return;
        }

        _samples.Enqueue(new Stamped<VmSample>(tick.At, sample));
        while (_samples.Count > Count)
        {
            _samples.Dequeue();
        }
    }
}
