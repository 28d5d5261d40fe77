using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Dashboard.Parts;

/// <summary>The five machines that use most of something.</summary>
public sealed partial class Busiest
{
    private const int Most = 5;

    private static readonly Measure[] Measures =
    [
        new("CPU", (sample, vm) => Recents.Cpu(sample, vm.Vcpus), (sample, vm) => Recents.Cpu(sample, vm.Vcpus), (value, vm) => $"{Units.Figure(Math.Round(value * vm.Vcpus, 1))} of {vm.Vcpus} vCPU"),
        new("Memory", (sample, _) => Recents.Memory(sample)?.Used, (sample, _) => Recents.Memory(sample) is { } use ? (double)use.Used / use.Whole : null, (value, vm) => $"{Units.Bytes((long)value)} of {Units.MiB(vm.MemoryMiB)}"),
        new("Disk", (sample, _) => Sum(sample.DiskReadBytes, sample.DiskWriteBytes), null, (value, _) => Units.DiskRate(value)),
        new("Network", (sample, _) => Sum(sample.NetInBytes, sample.NetOutBytes), null, (value, _) => Units.NetRate(value)),
    ];

    private Measure _by = Measures[0];
    private Row[] _top = [];

    [Parameter]
    [EditorRequired]
    public IReadOnlyCollection<VmView> Vms { get; set; } = [];

    [Parameter]
    [EditorRequired]
    public DateTimeOffset Now { get; set; }

    [Inject]
    private IMetricApi Metrics { get; set; } = null!; // injected before any use

    protected override void OnParametersSet() => Rank();

    private static double? Sum(double? one, double? other) => one is null && other is null ? null : (one ?? 0) + (other ?? 0);

    private void By(Measure measure)
    {
        _by = measure;
        Rank();
    }

    private void Rank() => _top =
    [
        .. Vms.Select(vm => (Vm: vm, Value: Recents.Newest(Metrics.Recent(vm.Id, 1), Now) is { } newest ? _by.Of(newest, vm) : null))
            .Where(pair => pair.Value is > 0)
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Vm.Name, StringComparer.Ordinal)
            .Take(Most)
            .Select(pair => Draw(pair.Vm, pair.Value!.Value)), // the filter above took the nulls
    ];

    private Row Draw(VmView vm, double value)
    {
        var bars = _by.Share is { } share ? Recents.Share(Metrics.Recent(vm.Id, Recents.Wanted), sample => share(sample, vm), Now) : null;
        return new(vm, bars, bars?[^1], _by.Says(value, vm));
    }

    private sealed record Measure(string Label, Func<VmSample, VmView, double?> Of, Func<VmSample, VmView, double?>? Share, Func<double, VmView, string> Says);

    private sealed record Row(VmView Vm, double?[]? Bars, double? Share, string Says);
}
