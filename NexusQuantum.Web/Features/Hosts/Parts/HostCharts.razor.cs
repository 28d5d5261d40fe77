using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Ui.Charts;

namespace NexusQuantum.Web.Features.Hosts.Parts;

/// <summary>A host's charts.</summary>
public sealed partial class HostCharts
{
    private const double MiB = 1024 * 1024;
    private const double GiB = MiB * 1024;
    private const double Mbit = 1e6 / 8;
    private ImmutableArray<ChartSpec> _charts = [];

    [Parameter]
    [EditorRequired]
    public HostView Host { get; set; } = null!; // required by the editor

    /// <summary>Key of the range, from the URL.</summary>
    [Parameter]
    public string? Range { get; set; }

    [Inject]
    private IMetricApi Metrics { get; set; } = null!; // injected before any use

    protected override void OnInitialized() => _charts =
    [
        new("CPU", Host.Facts is { } facts ? $"% of {facts.CpuCount} processors" : "%", "%", [new("Busy", 0), new("I/O wait", 1), new("Steal", 2)]) { Floor = 100 },
        new("Memory", "GiB", "GiB", [new("Used", 3)]) { Floor = Host.Facts?.MemoryBytes / GiB },
        new("Disk throughput", "MiB/s", "MiB/s", [new("Read", 4), new("Write", 5)]) { Units = ChartUnit.Bytes },
        new("Network", "Mbit/s", "Mbit/s", [new("In", 6), new("Out", 7)]) { Units = ChartUnit.Bits },
        new("Load", "average of one minute", "", [new("Load", 8)]) { Floor = Host.Facts?.CpuCount },
        new("Storage of machines", "% used", "%", [new("Used", 9)]) { Top = 100 },
    ];

    private async Task<Result<ChartHistory>> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var read = await Metrics.HostHistoryAsync(await CallerAsync(), Host.Id, from, to, null, cancellationToken);
        return read.Ok ? new ChartHistory(read.Value.Step, [.. read.Value.Points.Select(point => Row(point.At, point.Sample))]) : read.Error;
    }

    private async IAsyncEnumerable<ChartRow> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var tick in Metrics.FollowAsync(await CallerAsync(), [], [Host.Id], cancellationToken))
        {
            if (tick.Host is { } sample && tick.HostId == Host.Id)
            {
                yield return Row(tick.At, sample);
            }
        }
    }

    private static ChartRow Row(DateTimeOffset at, HostSample sample) => new(at,
    [
        sample.Cpu * 100, sample.IoWait * 100, sample.Steal * 100,
        (sample.MemoryTotalBytes - sample.MemoryAvailableBytes) / GiB,
        sample.DiskReadBytes / MiB, sample.DiskWriteBytes / MiB,
        sample.NetInBytes / Mbit, sample.NetOutBytes / Mbit,
        sample.Load,
        sample.RunDirTotalBytes is > 0 ? 100 - 100.0 * sample.RunDirFreeBytes / sample.RunDirTotalBytes : null,
    ]);
}
